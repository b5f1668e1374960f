//! The elements whose meaning matters here.

/// The name of an element.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Tag {
    A,
    Abbr,
    Address,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    Button,
    Canvas,
    Dd,
    Details,
    Dialog,
    Div,
    Dl,
    Dt,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Head,
    Header,
    Hr,
    Html,
    Iframe,
    Img,
    Input,
    Label,
    Li,
    Link,
    Main,
    Menu,
    Meta,
    Nav,
    Noscript,
    Object,
    Ol,
    Option,
    P,
    Pre,
    Script,
    Section,
    Select,
    Span,
    Style,
    Summary,
    Svg,
    Table,
    Tbody,
    Td,
    Template,
    Textarea,
    Th,
    Thead,
    Time,
    Title,
    Tr,
    Ul,
    Video,
    Audio,
    Xmp,
    /// A void element without text, such as `<wbr>`.
    OtherVoid,
    /// Any other; it counts as part of its line.
    Other,
}

impl Tag {
    /// By its name, in any case.
    pub(super) fn of(name: &[u8]) -> Self {
        let mut lower = [0; 10];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" => Self::A,
            b"abbr" => Self::Abbr,
            b"address" => Self::Address,
            b"article" => Self::Article,
            b"aside" => Self::Aside,
            b"audio" => Self::Audio,
            b"blockquote" => Self::Blockquote,
            b"body" => Self::Body,
            b"br" => Self::Br,
            b"button" => Self::Button,
            b"canvas" => Self::Canvas,
            b"dd" => Self::Dd,
            b"details" => Self::Details,
            b"dialog" => Self::Dialog,
            b"div" | b"center" => Self::Div,
            b"dl" => Self::Dl,
            b"dt" => Self::Dt,
            b"figcaption" => Self::Figcaption,
            b"figure" => Self::Figure,
            b"footer" => Self::Footer,
            b"form" => Self::Form,
            b"h1" => Self::H1,
            b"h2" => Self::H2,
            b"h3" => Self::H3,
            b"h4" => Self::H4,
            b"h5" => Self::H5,
            b"h6" => Self::H6,
            b"head" => Self::Head,
            b"header" => Self::Header,
            b"hr" => Self::Hr,
            b"html" => Self::Html,
            b"iframe" => Self::Iframe,
            b"img" => Self::Img,
            b"input" => Self::Input,
            b"label" => Self::Label,
            b"li" => Self::Li,
            b"link" => Self::Link,
            b"main" => Self::Main,
            b"menu" => Self::Menu,
            b"meta" => Self::Meta,
            b"nav" => Self::Nav,
            b"noscript" => Self::Noscript,
            b"object" => Self::Object,
            b"ol" => Self::Ol,
            b"option" => Self::Option,
            b"p" => Self::P,
            b"pre" => Self::Pre,
            b"script" => Self::Script,
            b"section" => Self::Section,
            b"select" => Self::Select,
            b"span" => Self::Span,
            b"style" => Self::Style,
            b"summary" => Self::Summary,
            b"svg" => Self::Svg,
            b"table" => Self::Table,
            b"tbody" => Self::Tbody,
            b"td" => Self::Td,
            b"template" => Self::Template,
            b"textarea" => Self::Textarea,
            b"th" => Self::Th,
            b"thead" => Self::Thead,
            b"time" => Self::Time,
            b"title" => Self::Title,
            b"tr" => Self::Tr,
            b"ul" => Self::Ul,
            b"video" => Self::Video,
            b"xmp" => Self::Xmp,
            b"wbr" | b"area" | b"base" | b"col" | b"embed" | b"source" | b"track" | b"param" => {
                Self::OtherVoid
            }
            _ => Self::Other,
        }
    }

    /// Holds no markup: its content is one stretch of characters.
    pub(super) fn is_raw(self) -> bool {
        matches!(
            self,
            Self::Script | Self::Style | Self::Textarea | Self::Title | Self::Iframe | Self::Xmp
        )
    }

    /// Has no end tag.
    pub(super) fn is_void(self) -> bool {
        matches!(
            self,
            Self::Br
                | Self::Hr
                | Self::Img
                | Self::Input
                | Self::Link
                | Self::Meta
                | Self::OtherVoid
        )
    }

    /// Begins a line of its own.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Self::A
                | Self::Abbr
                | Self::Br
                | Self::Button
                | Self::Img
                | Self::Input
                | Self::Label
                | Self::Link
                | Self::Meta
                | Self::Noscript
                | Self::Object
                | Self::Other
                | Self::OtherVoid
                | Self::Script
                | Self::Span
                | Self::Style
                | Self::Time
                | Self::Svg
        )
    }

    /// Never holds an article's words.
    pub(super) fn is_apart(self) -> bool {
        matches!(
            self,
            Self::Audio
                | Self::Button
                | Self::Canvas
                | Self::Dialog
                | Self::Footer
                | Self::Iframe
                | Self::Menu
                | Self::Nav
                | Self::Object
                | Self::Option
                | Self::Select
                | Self::Svg
                | Self::Template
                | Self::Video
                | Self::Textarea
                | Self::Aside
        )
    }

    /// The heading's level.
    pub(super) fn heading(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    /// Whether an open element of this name ends where `next` begins: end tags that people leave out.
    pub(super) fn ends_before(self, next: Self) -> bool {
        match self {
            Self::P => next.is_block() && !matches!(next, Self::Br),
            Self::Li => next == Self::Li,
            Self::Dt | Self::Dd => matches!(next, Self::Dt | Self::Dd),
            Self::Td | Self::Th => matches!(next, Self::Td | Self::Th | Self::Tr | Self::Tbody),
            Self::Tr => matches!(next, Self::Tr | Self::Tbody),
            Self::Option => next == Self::Option,
            Self::Head => next == Self::Body,
            _ => false,
        }
    }
}
