"""Lines of news pages that are not the article: links to other stories, prompts to scroll, captions, credits.

Line by line, on text whose blocks are lines already. A removed line is whole; nothing inside a sentence is touched.
"""

import re

# Prompts and cross links at the start of a line, as Indonesian and English news sites print them.
_WHOLE_LINE = re.compile(
    r"""^\W*(?:
        (?:baca|simak|lihat|tonton|saksikan|cek)\s*(?:juga|pula|selengkapnya|video)\b.*
      | (?:read|see|watch)\s+(?:also|more|next)\s*[:|»>-].* | also\s+read\b.*
      | (?:related|recommended)\s+(?:articles?|stories|news|links|posts?)\b.{0,80}
      | (?:artikel|berita|konten|topik)\s+(?:terkait|terkini|terpopuler|lainnya|pilihan)\b.{0,80}
      | (?:scroll|gulir)\s+(?:to\s+continue|ke\s+bawah|untuk\s+(?:melanjutkan|membaca)|down)\b.*
      | (?:advertisement|iklan|sponsored(?:\s+content)?|pilihan\s+editor|halaman\s+selanjutnya|selanjutnya|next\s+page)
      | lanjut(?:kan)?\s+(?:membaca|ke\s+halaman)\b.*
      | (?:editor|penulis|reporter|pewarta|penyunting|uploader)\s*:\s*[^.]{1,80}
      | copyright\b.{0,120} | hak\s+cipta\b.{0,120} | ©.{0,120} | all\s+rights\s+reserved\W*
      | (?:foto|photo|image|gambar|ilustrasi|video)\s*(?:credit|by|oleh)?\s*:\s*.{0,300}
      | (?:share|bagikan)(?:\s+(?:this|on|via|ke|artikel|berita)\b.{0,60})?
      | (?:dapatkan|ikuti|follow|join|gabung|subscribe|sign\s+up|berlangganan)\b.{0,120}
            \b(?:whatsapp|telegram|google\s+news|newsletter|channel|kanal)\b.{0,160}
      | \[?\s*gambas:.*
      | the\s+post\b.{1,300}\bappeared\s+first\s+on\b.{1,120}
      | (?:read|continue\s+reading|baca|lihat)\s+(?:more|selengkapnya|selanjutnya|lebih\s+lanjut)\b.{0,120}
    )\s*$""",
    re.I | re.X,
)
# A caption: ends in a credit such as (Foto: ...), (REUTERS/Name), (ANTARA FOTO/...), Getty Images.
_CAPTION = re.compile(
    r"[(\[]\s*(?:foto|photo|dok(?:umentasi|\.)?|ilustrasi|antara\s+foto|reuters|afp|ap\s+photo|getty)\b[^)\]]{0,80}[)\]]\W*$"
    r"|(?:getty\s+images|shutterstock|unsplash|via\s+reuters)\W*$",
    re.I,
)


def drop_boilerplate(text: str) -> tuple[str, int]:
    """Return the text without its boilerplate lines, and how many were dropped."""
    kept, dropped = [], 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and len(stripped) <= 400 and (_WHOLE_LINE.match(stripped) or _CAPTION.search(stripped)):
            dropped += 1
        else:
            kept.append(line)
    return "\n".join(kept).strip("\n"), dropped
