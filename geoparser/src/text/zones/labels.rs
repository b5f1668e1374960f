//! The words that pages put before a colon: published, updated, tags, by, location.
//!
//! A table for about twenty languages; another language is more words in a row.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use memchr::memchr2_iter;

use crate::text::letters::Letters;

/// What a label announces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Label {
    /// When the text was first published.
    Published,
    /// When it was last changed.
    Updated,
    /// Keywords.
    Tags,
    /// Anything else that pages say about an article.
    Other,
}

/// Lower case, without the colon. `am`, `le`, `on` and their like may follow as part of the line.
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Published,
        &[
            "published",
            "published on",
            "published at",
            "first published",
            "publication date",
            "date published",
            "posted",
            "posted on",
            "posted at",
            "date",
            "released",
            "release date",
            "issued",
            "created",
            "pub date",
            "publié",
            "publié le",
            "mis en ligne",
            "date de publication",
            "paru le",
            "veröffentlicht",
            "veröffentlicht am",
            "erstellt",
            "erstellt am",
            "erschienen",
            "erschienen am",
            "stand",
            "datum",
            "publicado",
            "publicado el",
            "publicada",
            "fecha",
            "fecha de publicación",
            "publicado em",
            "data",
            "data de publicação",
            "pubblicato",
            "pubblicato il",
            "data di pubblicazione",
            "gepubliceerd",
            "gepubliceerd op",
            "geplaatst",
            "publicerad",
            "publicerat",
            "publisert",
            "udgivet",
            "offentliggjort",
            "julkaistu",
            "opublikowano",
            "data publikacji",
            "publikováno",
            "zveřejněno",
            "közzétéve",
            "megjelent",
            "publicat",
            "publicat la",
            "objavljeno",
            "δημοσιεύτηκε",
            "δημοσίευση",
            "опубликовано",
            "дата публикации",
            "дата",
            "размещено",
            "опубліковано",
            "публикувано",
            "yayınlanma",
            "yayınlanma tarihi",
            "yayın tarihi",
            "yayımlandı",
            "giriş",
            "tarih",
            "oluşturulma",
            "نشر",
            "نشر في",
            "تاريخ النشر",
            "نُشر",
            "نشرت",
            "تاريخ",
            "تاریخ انتشار",
            "منتشر شده",
            "פורסם",
            "תאריך",
            "प्रकाशित",
            "प्रकाशन तिथि",
            "diterbitkan",
            "dipublikasikan",
            "đăng",
            "ngày đăng",
            "发布时间",
            "发布",
            "发表于",
            "發布時間",
            "公開日",
            "公開",
            "掲載",
            "配信",
            "投稿日",
            "입력",
            "게시",
            "등록",
            "기사입력",
            "เผยแพร่",
        ],
    ),
    (
        Label::Updated,
        &[
            "updated",
            "updated on",
            "updated at",
            "last updated",
            "last update",
            "last modified",
            "modified",
            "date modified",
            "revised",
            "edited",
            "corrected",
            "mis à jour",
            "mis à jour le",
            "mise à jour",
            "modifié le",
            "dernière mise à jour",
            "aktualisiert",
            "aktualisiert am",
            "zuletzt aktualisiert",
            "letzte aktualisierung",
            "geändert",
            "actualizado",
            "actualizado el",
            "última actualización",
            "actualizada",
            "atualizado",
            "atualizado em",
            "última atualização",
            "modificado",
            "aggiornato",
            "aggiornato il",
            "ultimo aggiornamento",
            "modificato",
            "bijgewerkt",
            "laatst bijgewerkt",
            "laatste update",
            "uppdaterad",
            "senast uppdaterad",
            "oppdatert",
            "opdateret",
            "päivitetty",
            "zaktualizowano",
            "aktualizacja",
            "aktualizováno",
            "frissítve",
            "actualizat",
            "ažurirano",
            "ενημερώθηκε",
            "τελευταία ενημέρωση",
            "обновлено",
            "изменено",
            "оновлено",
            "обновен",
            "güncelleme",
            "güncellendi",
            "son güncelleme",
            "güncelleme tarihi",
            "تحديث",
            "آخر تحديث",
            "تم التحديث",
            "تعديل",
            "به‌روزرسانی",
            "עודכן",
            "अपडेट",
            "अद्यतन",
            "diperbarui",
            "cập nhật",
            "更新",
            "更新时间",
            "更新時間",
            "更新日",
            "最終更新",
            "수정",
            "최종수정",
            "อัปเดต",
        ],
    ),
    (
        Label::Tags,
        &[
            "tags",
            "tag",
            "topics",
            "topic",
            "keywords",
            "filed under",
            "categories",
            "category",
            "related topics",
            "more on",
            "mots-clés",
            "mots clés",
            "étiquettes",
            "rubrique",
            "rubriques",
            "thèmes",
            "schlagwörter",
            "schlagworte",
            "themen",
            "stichworte",
            "kategorien",
            "kategorie",
            "etiquetas",
            "temas",
            "palabras clave",
            "categorías",
            "palavras-chave",
            "categorias",
            "tópicos",
            "argomenti",
            "parole chiave",
            "categorie",
            "trefwoorden",
            "onderwerpen",
            "taggar",
            "nyckelord",
            "emneord",
            "avainsanat",
            "tagi",
            "słowa kluczowe",
            "štítky",
            "címkék",
            "etichete",
            "ετικέτες",
            "теги",
            "метки",
            "ключевые слова",
            "рубрика",
            "рубрики",
            "теми",
            "etiketler",
            "konular",
            "anahtar kelimeler",
            "وسوم",
            "الوسوم",
            "كلمات مفتاحية",
            "الكلمات المفتاحية",
            "كلمات دلالية",
            "مواضيع",
            "برچسب‌ها",
            "تگ‌ها",
            "תגיות",
            "टैग",
            "标签",
            "關鍵字",
            "关键词",
            "タグ",
            "キーワード",
            "태그",
            "từ khóa",
        ],
    ),
    (
        Label::Other,
        &[
            "by",
            "author",
            "authors",
            "written by",
            "reported by",
            "edited by",
            "reporter",
            "correspondent",
            "location",
            "place",
            "source",
            "sources",
            "via",
            "url",
            "link",
            "copyright",
            "share",
            "share this",
            "share on",
            "photo",
            "photos",
            "photo credit",
            "image",
            "image credit",
            "picture",
            "read more",
            "read also",
            "also read",
            "see also",
            "related",
            "related articles",
            "recommended",
            "advertisement",
            "comments",
            "follow us",
            "section",
            "language",
            "views",
            "reading time",
            "print",
            "email",
            "contact",
            "subscribe",
            "download",
            "auteur",
            "par",
            "lieu",
            "lire aussi",
            "partager",
            "crédit photo",
            "autor",
            "autorin",
            "von",
            "ort",
            "quelle",
            "quellen",
            "lesen sie auch",
            "teilen",
            "por",
            "lugar",
            "ubicación",
            "fuente",
            "lea también",
            "compartir",
            "localização",
            "fonte",
            "leia também",
            "autore",
            "luogo",
            "leggi anche",
            "condividi",
            "bron",
            "locatie",
            "lees ook",
            "källa",
            "plats",
            "źródło",
            "miejsce",
            "zdroj",
            "forrás",
            "sursa",
            "πηγή",
            "автор",
            "источник",
            "место",
            "читайте также",
            "поделиться",
            "джерело",
            "yazar",
            "kaynak",
            "konum",
            "yer",
            "ayrıca okuyun",
            "paylaş",
            "المصدر",
            "مصدر",
            "الكاتب",
            "بقلم",
            "كتب",
            "الموقع",
            "المكان",
            "اقرأ أيضا",
            "اقرأ أيضاً",
            "شارك",
            "منبع",
            "نویسنده",
            "מקור",
            "מאת",
            "מיקום",
            "स्रोत",
            "लेखक",
            "来源",
            "來源",
            "作者",
            "责任编辑",
            "编辑",
            "記者",
            "출처",
            "기자",
            "penulis",
            "sumber",
            "nguồn",
            "tác giả",
        ],
    ),
];

/// The label that opens a line, with where its value begins: `Published : Dec 15` is `Published`, 12.
///
/// A colon must close it; for published and updated a number or a month may follow instead (`Updated 3 May 2016`),
/// which is told by a digit within the next 24 bytes.
pub(crate) fn label(line: &str) -> Option<(Label, usize)> {
    let head = &line[..line.floor_char_boundary(48)];
    // the wide colon begins with 0xef
    let is_colon = |at: &usize| head[*at..].starts_with([':', '：']);
    if let Some(colon) = memchr2_iter(b':', 0xef, head.as_bytes()).find(is_colon) {
        let width = head[colon..].chars().next().map_or(1, char::len_utf8);
        let name = head[..colon].trim().to_lowercase();
        if let Some(label) = named(&name) {
            return Some((label, colon + width));
        }
        // "Published Dec 15, 2016, 3:54 pm": the colon belongs to the clock
    }
    let letters = Letters::table();
    let has_digit = head.bytes().any(|it| it.is_ascii_digit());
    if !has_digit && (head.is_ascii() || !head.contains(|it| letters.is_numeric(it))) {
        return None;
    }
    let names = head.chars().flat_map(char::to_lowercase).next().and_then(dated)?;
    if !names.iter().any(|(name, _)| begins_in_lower_case(head, name)) {
        return None;
    }
    let lower = head.to_lowercase();
    let mut best: Option<(Label, usize)> = None;
    for (name, label) in names {
        let Some(rest) = lower.strip_prefix(name) else { continue };
        let follows = rest.starts_with(|it: char| !it.is_alphanumeric());
        let near = rest.trim_start().chars().take(16).any(char::is_numeric);
        if follows && near && best.is_none_or(|(_, end)| end < name.len()) {
            best = Some((*label, name.len()));
        }
    }
    best.filter(|(_, end)| line.is_char_boundary(*end))
}

/// Labels by their first letter.
type ByLetter = HashMap<char, Vec<(&'static str, Label)>, FixedState>;

/// The labels with this first letter that a number may follow without a colon; short ones are none of them.
fn dated(first: char) -> Option<&'static [(&'static str, Label)]> {
    static NAMES: LazyLock<ByLetter> = LazyLock::new(|| {
        let mut names = ByLetter::default();
        let dated = [Label::Published, Label::Updated];
        for (label, row) in LABELS.iter().filter(|(label, _)| dated.contains(label)) {
            for name in row.iter().filter(|it| it.chars().count() > 5) {
                let first = name.chars().next().unwrap_or_default();
                names.entry(first).or_default().push((name, *label));
            }
        }
        names
    });
    NAMES.get(&first).map(Vec::as_slice)
}

/// Whether the text in lower case begins so.
pub(super) fn begins_in_lower_case(text: &str, opening: &str) -> bool {
    let both = text.bytes().zip(opening.bytes());
    let n_same = both.take_while(|(a, b)| a.is_ascii() && a.to_ascii_lowercase() == *b).count();
    let (text, opening) = (&text[n_same..], &opening[n_same..]);
    if opening.is_empty() || text.starts_with(|it: char| it.is_ascii()) {
        return opening.is_empty();
    }
    let mut lower = text.chars().flat_map(char::to_lowercase);
    opening.chars().all(|it| lower.next() == Some(it))
}

fn named(name: &str) -> Option<Label> {
    static NAMES: LazyLock<HashMap<&str, Label, FixedState>> = LazyLock::new(|| {
        // of two labels with the same name, the first
        LABELS
            .iter()
            .rev()
            .flat_map(|(label, names)| names.iter().map(|it| (*it, *label)))
            .collect()
    });
    NAMES.get(name).copied()
}
