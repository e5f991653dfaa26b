# The package is built with the locked build tools, then installed over the locked requirements.
FROM apache/airflow:3.3.2-python3.11 AS build
COPY --chown=airflow:0 requirements-dev.txt /src/
RUN pip install --no-cache-dir --require-hashes --requirement /src/requirements-dev.txt
COPY --chown=airflow:0 pyproject.toml README.md LICENSE /src/
COPY --chown=airflow:0 ingest /src/ingest
COPY --chown=airflow:0 schemas /src/schemas
COPY --chown=airflow:0 expectations /src/expectations
COPY --chown=airflow:0 docs/accuracy.md /src/docs/accuracy.md
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/wheels /src

FROM apache/airflow:3.3.2-python3.11
COPY --chown=airflow:0 requirements.txt /tmp/
RUN pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.txt
COPY --from=build /tmp/wheels /tmp/wheels
RUN pip install --no-cache-dir --no-deps /tmp/wheels/*.whl
COPY --chown=airflow:0 dags /opt/warta/dags
USER root
RUN install --directory --owner=airflow --group=0 --mode=0770 /data /opt/airflow/state /opt/airflow/logs
USER airflow
