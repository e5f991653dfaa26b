"""Data Docs that need no network and run no script: our own page frame, our stylesheet, and escaped values.

The classes are named in the site's configuration (see run.py), which is GX's supported way to replace them. GX's own
templates load a dozen scripts and styles from other hosts, call home with every view, and write values unescaped.
"""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from ingest.audit.gx_rule import escape_strings

_TEMPLATES = Path(__file__).resolve().parent / "docs_templates"


class SafeResultsRenderer(ValidationResultsPageRenderer):  # type: ignore[misc]  # GX is untyped here
    """Escapes whatever the data contributed to a result before GX turns it into HTML."""

    def render(self, validation_results: Any, suite_parameters: Any = None) -> Any:
        """Return the page's content for one validation."""
        safe = copy.deepcopy(validation_results)
        for result in safe.results:
            result.result = escape_strings(result.result)
            result.exception_info = escape_strings(result.exception_info)
        return super().render(safe, suite_parameters)


def _use_own_templates(view: Any) -> None:
    view.env.loader = ChoiceLoader([FileSystemLoader(_TEMPLATES), view.env.loader])
    view.env.globals["report_style"] = (_TEMPLATES.parent / "report.css").read_text(encoding="utf-8")


class OfflinePageView(DefaultJinjaPageView):  # type: ignore[misc]
    """A page of one validation or suite."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _use_own_templates(self)


class OfflineIndexView(DefaultJinjaIndexPageView):  # type: ignore[misc]
    """The index, with its tables in the page itself instead of filled in by a script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _use_own_templates(self)

    def render(self, document: Any, template: Any = None, **kwargs: Any) -> Any:
        """Return the page without the footer that advertises."""
        document.cta_footer = None
        return super().render(document, template, **kwargs)


def site_config(folder: Path) -> Mapping[str, Any]:
    """Return the configuration of the site in `folder`."""
    page = {"view": {"module_name": __name__, "class_name": "OfflinePageView"}}
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_index_builder": {
            "class_name": "DefaultSiteIndexBuilder",
            "view": {"module_name": __name__, "class_name": "OfflineIndexView"},
        },
        "site_section_builders": {
            "validations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": "validation_results_store",
                "renderer": {"module_name": __name__, "class_name": "SafeResultsRenderer"},
                **page,
            },
            "expectations": page,
            "profiling": "None",
        },
    }
