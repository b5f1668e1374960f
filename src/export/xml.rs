//! Text inside XML.
//!
//! # Sources
//!
//! XML 1.0 (fifth edition), 2.2 (which characters there are) and 2.4 (which of them are escaped).

/// Writes a text as the content of an element or of an attribute in double quotes. A character that XML has no way to
/// write becomes U+FFFD.
pub(super) fn text(text: &str, out: &mut Vec<u8>) {
    let mut whole = [0; 4];
    for char in text.chars() {
        let escaped: &str = match char {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\r' => "&#13;",
            '\t' | '\n' => char.encode_utf8(&mut whole),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => "\u{FFFD}",
            _ => char.encode_utf8(&mut whole),
        };
        out.extend_from_slice(escaped.as_bytes());
    }
}

/// An element that holds nothing but text.
pub(super) fn element(name: &str, content: &str, out: &mut Vec<u8>) {
    for part in ["<", name, ">"] {
        out.extend_from_slice(part.as_bytes());
    }
    text(content, out);
    for part in ["</", name, ">\n"] {
        out.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, written: &str) {
        let mut out = Vec::new();
        text(content, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), written);
    }

    #[test]
    fn text_is_never_markup() {
        check("Homs & \"Hama\"", "Homs &amp; &quot;Hama&quot;");
        check("]]></script><b a='1'>", "]]&gt;&lt;/script&gt;&lt;b a='1'&gt;");
        check("a\0b\u{1B}c\u{FFFE}d\u{B}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}");
        check("a\tb\nc\rd", "a\tb\nc&#13;d");
        check("حمص \u{202E}🏛", "حمص \u{202E}🏛");
    }
}
