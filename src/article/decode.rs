//! From bytes to text: UTF-8, or what the file declares, or what its bytes look like.
//!
//! # Sources
//!
//! Encodings and their labels: WHATWG Encoding Standard. Where a declaration may stand (the first 1024 bytes):
//! WHATWG HTML, "prescan a byte stream to determine its encoding".

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::article::EncodingBasis;

/// How far a declaration of the encoding may stand from the start, bytes.
const PRESCAN_BYTES: usize = 1024;

/// A text, and what had to be assumed to read it.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Decoded {
    /// The text, without a byte order mark.
    pub(crate) text: String,
    /// Set when the bytes are not UTF-8 and no byte order mark says what they are.
    pub(crate) legacy: Option<Legacy>,
}

/// The encoding of bytes that are not UTF-8.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Legacy {
    pub(crate) offset: usize,
    pub(crate) encoding: &'static str,
    pub(crate) basis: EncodingBasis,
}

/// The text of the bytes, or the offset of a NUL, which no text has.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, usize> {
    decode_as(bytes, None)
}

/// The same when something outside of the bytes, such as an HTTP header, names their encoding.
pub(crate) fn decode_as(bytes: Vec<u8>, label: Option<&str>) -> Result<Decoded, usize> {
    let marked = Encoding::for_bom(&bytes);
    if let Some((encoding, mark)) = marked
        && encoding != UTF_8
    {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Ok(Decoded { text: text.into_owned(), legacy: None });
    }
    if let Some(offset) = bytes.iter().position(|&byte| byte == 0) {
        return Err(offset);
    }
    let mark = marked.map_or(0, |(_, mark)| mark);
    let bytes = match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..mark);
            return Ok(Decoded { text, legacy: None });
        }
        Err(error) => error,
    };
    let offset = bytes.utf8_error().valid_up_to();
    let bytes = bytes.into_bytes();
    let named = label.and_then(|it| Encoding::for_label(it.as_bytes())).filter(|it| *it != UTF_8);
    let (encoding, basis) = match named.or_else(|| declared(&bytes)) {
        Some(encoding) => (encoding, EncodingBasis::Declared),
        None => (detected(&bytes), EncodingBasis::Detected),
    };
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
    let legacy = Some(Legacy { offset, encoding: encoding.name(), basis });
    Ok(Decoded { text: text.into_owned(), legacy })
}

/// The encoding that the head of the file names, as HTML, XML and many exports do: `charset=…`, `encoding="…"`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN_BYTES)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    ["charset=", "encoding="].iter().find_map(|key| {
        let label = head.split(key).nth(1)?.trim_start_matches(['"', '\'']);
        let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)));
        let label = &label.as_bytes()[..end.unwrap_or(label.len())];
        let encoding = Encoding::for_label(label)?;
        (encoding != UTF_8).then_some(encoding)
    })
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, legacy: Option<(usize, &str, EncodingBasis)>) {
        let decoded = decode(bytes.to_vec()).unwrap();
        let found = decoded.legacy.map(|it| (it.offset, it.encoding, it.basis));
        assert_eq!((decoded.text.as_str(), found), (text, legacy));
    }

    #[test]
    fn utf_8_and_marked_files_are_read_silently() {
        check("Тадмор, تدمر".as_bytes(), "Тадмор, تدمر", None);
        check(b"\xEF\xBB\xBFHoms", "Homs", None);
        check(b"\xFF\xFEH\0o\0m\0s\0", "Homs", None);
        check(b"\xFE\xFF\0H\0o\0m\0s", "Homs", None);
    }

    #[test]
    fn a_declared_encoding_is_taken_at_its_word() {
        let bytes = b"<?xml encoding='windows-1251'?> \xC0\xEB\xE5\xEF\xEF\xEE";
        let text = "<?xml encoding='windows-1251'?> Алеппо";
        check(bytes, text, Some((32, "windows-1251", EncodingBasis::Declared)));
    }

    #[test]
    fn an_undeclared_encoding_is_detected() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1251.encode("Сирийская армия вернула Пальмиру под свой контроль.");
        check(
            &bytes,
            "Сирийская армия вернула Пальмиру под свой контроль.",
            Some((0, "windows-1251", EncodingBasis::Detected)),
        );
    }

    #[test]
    fn bytes_with_nul_are_not_a_text() {
        assert_eq!(decode(b"GIF\0\x01".to_vec()), Err(3));
    }
}
