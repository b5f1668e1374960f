//! What class names, ids and roles tell of an element: a table of the words that sites use.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::article::html::tokens::Attributes;

/// What an element's names say it is; several may hold.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Names(u16);

impl Names {
    /// Navigation, advertisement, related links, forms: not of the article.
    pub(super) const AROUND: Self = Self(1);
    /// What readers wrote.
    pub(super) const COMMENTS: Self = Self(2);
    /// A trail of sections.
    pub(super) const TRAIL: Self = Self(4);
    /// Keywords.
    pub(super) const TAGS: Self = Self(8);
    /// Byline, date, place of the page.
    pub(super) const STAMP: Self = Self(16);
    /// Below a picture.
    pub(super) const CAPTION: Self = Self(32);
    /// The article itself.
    pub(super) const CONTENT: Self = Self(64);
    /// The summary above the text.
    pub(super) const STANDFIRST: Self = Self(128);
    /// A date of publication.
    pub(super) const DATE: Self = Self(256);
    /// Not shown.
    pub(super) const HIDDEN: Self = Self(512);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The same, where constants are made.
    pub(super) const fn both(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Of an element with these attributes.
    pub(super) fn of(attributes: Attributes<'_>) -> Self {
        let mut names = Self::default();
        for (name, value) in attributes.iter() {
            match name.len() {
                2 if name.eq_ignore_ascii_case("id") => names = names.with(Self::told(value)),
                4 if name.eq_ignore_ascii_case("role") => names = names.with(Self::told(value)),
                5 if name.eq_ignore_ascii_case("class") => names = names.with(Self::told(value)),
                5 if name.eq_ignore_ascii_case("style") => {
                    let hidden = value.contains("display:none") || value.contains("display: none");
                    if hidden {
                        names = names.with(Self::HIDDEN);
                    }
                }
                6 if name.eq_ignore_ascii_case("hidden") => names = names.with(Self::HIDDEN),
                11 if name == "data-testid" => names = names.with(Self::told(value)),
                8 if name.eq_ignore_ascii_case("itemprop") => {
                    names = names.with(match value {
                        "articleBody" => Self::CONTENT,
                        "datePublished" => Self::DATE.with(Self::STAMP),
                        "author" | "dateModified" => Self::STAMP,
                        "caption" => Self::CAPTION,
                        "keywords" => Self::TAGS,
                        "comment" => Self::COMMENTS,
                        _ => Self::default(),
                    });
                }
                _ => {}
            }
        }
        names
    }

    fn told(value: &str) -> Self {
        let bytes = value.as_bytes();
        let mut names = Self::default();
        for found in WORDS.find_iter(bytes) {
            let (word, whole, says) = TABLE[found.pattern().as_usize()];
            debug_assert_eq!(word.len(), found.len());
            let letter = |at: Option<usize>| {
                at.and_then(|it| bytes.get(it)).is_some_and(u8::is_ascii_lowercase)
            };
            let begins =
                bytes[found.start()].is_ascii_uppercase() || !letter(found.start().checked_sub(1));
            if !whole || (begins && !letter(Some(found.end()))) {
                names = names.with(says);
            }
        }
        names
    }
}

/// A part of a name, whether it must stand alone (`nav` in `MainNav`, not in `navy`), and what it says.
const TABLE: &[(&str, bool, Names)] = &[
    ("sidebar", false, Names::AROUND),
    ("side-bar", false, Names::AROUND),
    ("navigation", false, Names::AROUND),
    ("navbar", false, Names::AROUND),
    ("nav", true, Names::AROUND),
    ("menu", true, Names::AROUND),
    ("submenu", false, Names::AROUND),
    ("footer", false, Names::AROUND),
    ("related", false, Names::AROUND),
    ("recommend", false, Names::AROUND),
    ("share", true, Names::AROUND),
    ("sharing", false, Names::AROUND),
    ("sharedaddy", false, Names::AROUND),
    ("social", true, Names::AROUND),
    ("socials", true, Names::AROUND),
    ("cookie", false, Names::AROUND),
    ("consent", false, Names::AROUND),
    ("gdpr", false, Names::AROUND),
    ("banner", true, Names::AROUND),
    ("promo", true, Names::AROUND),
    ("newsletter", false, Names::AROUND),
    ("subscribe", false, Names::AROUND),
    ("subscription", false, Names::AROUND),
    ("signup", true, Names::AROUND),
    ("advert", false, Names::AROUND),
    ("anzeige", true, Names::AROUND),
    ("sponsor", false, Names::AROUND),
    ("popup", false, Names::AROUND),
    ("modal", true, Names::AROUND),
    ("widget", true, Names::AROUND),
    ("pagination", false, Names::AROUND),
    ("pager", true, Names::AROUND),
    ("teaser", true, Names::AROUND),
    ("teasers", true, Names::AROUND),
    ("outbrain", false, Names::AROUND),
    ("taboola", false, Names::AROUND),
    ("login", true, Names::AROUND),
    ("search", true, Names::AROUND),
    ("searchform", false, Names::AROUND),
    ("toolbar", false, Names::AROUND),
    ("masthead", true, Names::AROUND),
    ("skip-link", false, Names::AROUND),
    ("screen-reader", false, Names::AROUND),
    ("sr-only", false, Names::AROUND),
    ("author-bio", false, Names::AROUND),
    ("author-box", false, Names::AROUND),
    ("authorbox", false, Names::AROUND),
    ("aboutauthor", false, Names::AROUND),
    ("about-author", false, Names::AROUND),
    ("read-more", true, Names::AROUND),
    ("readmore", true, Names::AROUND),
    ("more-posts", false, Names::AROUND),
    ("most-read", false, Names::AROUND),
    ("complementary", true, Names::AROUND),
    ("toc", true, Names::AROUND),
    ("rating", true, Names::AROUND),
    ("printfriendly", false, Names::AROUND),
    ("jp-post-flair", false, Names::AROUND),
    ("comment", false, Names::COMMENTS),
    ("kommentar", false, Names::COMMENTS),
    ("disqus", false, Names::COMMENTS),
    ("respond", true, Names::COMMENTS),
    ("reply", true, Names::COMMENTS),
    ("breadcrumb", false, Names::TRAIL),
    ("breadcrump", false, Names::TRAIL),
    ("tags", true, Names::TAGS),
    ("taglist", false, Names::TAGS),
    ("tag-list", false, Names::TAGS),
    ("post-tags", false, Names::TAGS),
    ("keywords", true, Names::TAGS),
    ("byline", false, Names::STAMP),
    ("author", true, Names::STAMP),
    ("autor", true, Names::STAMP),
    ("dateline", false, Names::STAMP),
    ("postmeta", false, Names::STAMP),
    ("post-meta", false, Names::STAMP),
    ("entry-meta", false, Names::STAMP),
    ("entry-utility", false, Names::STAMP),
    ("article-meta", false, Names::STAMP),
    ("metadata", false, Names::STAMP),
    ("post-info", false, Names::STAMP),
    ("postinfo", false, Names::STAMP),
    ("submitted", true, Names::STAMP.both(Names::DATE)),
    ("timestamp", false, Names::STAMP.both(Names::DATE)),
    ("date", true, Names::STAMP.both(Names::DATE)),
    ("datum", true, Names::STAMP.both(Names::DATE)),
    ("published", true, Names::STAMP.both(Names::DATE)),
    ("pubdate", false, Names::STAMP.both(Names::DATE)),
    ("postdate", false, Names::STAMP.both(Names::DATE)),
    ("posted", true, Names::STAMP.both(Names::DATE)),
    ("time", true, Names::STAMP.both(Names::DATE)),
    ("caption", false, Names::CAPTION),
    ("bildunterschrift", false, Names::CAPTION),
    ("photo-credit", false, Names::CAPTION),
    ("standfirst", false, Names::STANDFIRST),
    ("teaser-text", false, Names::STANDFIRST),
    ("lead", true, Names::STANDFIRST),
    ("article-body", false, Names::CONTENT),
    ("articlebody", false, Names::CONTENT),
    ("article-content", false, Names::CONTENT),
    ("articlecontent", false, Names::CONTENT),
    ("article-text", false, Names::CONTENT),
    ("articletext", false, Names::CONTENT),
    ("entry-content", false, Names::CONTENT),
    ("entrycontent", false, Names::CONTENT),
    ("post-content", false, Names::CONTENT),
    ("postcontent", false, Names::CONTENT),
    ("post-body", false, Names::CONTENT),
    ("post-entry", false, Names::CONTENT),
    ("story-body", false, Names::CONTENT),
    ("storybody", false, Names::CONTENT),
    ("field-name-body", false, Names::CONTENT),
    ("body-copy", false, Names::CONTENT),
];

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA)) // small, and asked of every element
        .build(TABLE.iter().map(|(word, ..)| word))
        .expect("the table is small")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_an_element_is() {
        let of = |html| Names::of(Attributes(html));
        assert!(of(" class='td-post-content tagdiv'").has(Names::CONTENT));
        assert!(of(" id=MainNav").has(Names::AROUND));
        assert!(!of(" class='stage heritage navy'").has(Names::TAGS.with(Names::AROUND)));
        assert!(of(" class='entry-date'").has(Names::DATE));
        assert!(of(" itemprop=articleBody").has(Names::CONTENT));
        assert!(of(" style='display:none'").has(Names::HIDDEN));
    }
}
