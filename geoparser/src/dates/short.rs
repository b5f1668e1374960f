//! A text that is mostly so short that it needs no memory of its own.

use std::fmt;
use std::ops::Deref;

/// As long as most dates are.
const HERE: usize = 22;

/// A text that does not change. Up to [`HERE`] bytes stand in it, behind their number; more stand elsewhere.
#[derive(Clone, Eq, Hash, PartialEq)]
pub(crate) enum Short {
    Here(u8, [u8; HERE]),
    There(Box<str>),
}

impl From<&str> for Short {
    fn from(text: &str) -> Self {
        let mut here = [0; HERE];
        let Some(start) = here.get_mut(..text.len()) else { return Self::There(text.into()) };
        start.copy_from_slice(text.as_bytes());
        Self::Here(text.len() as u8, here)
    }
}

impl From<String> for Short {
    fn from(text: String) -> Self {
        if text.len() <= HERE { Self::from(&*text) } else { Self::There(text.into()) }
    }
}

impl Deref for Short {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Here(n, here) => {
                str::from_utf8(&here[..usize::from(*n)]).expect("it was made of a text")
            }
            Self::There(text) => text,
        }
    }
}

impl fmt::Debug for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_here_and_there() {
        assert_eq!(size_of::<Short>(), 24);
        for text in [
            "",
            "2016",
            "2016-12-13/2016-12-20!",
            "2016-12-13/2016-12-20é",
            "2016–12–13/2016–12–20",
        ] {
            let short = Short::from(text);
            assert_eq!(&*short, text);
            assert_eq!(short, Short::from(text.to_owned()));
            assert_eq!(format!("{short:?}"), format!("{text:?}"));
            assert_eq!(matches!(short, Short::Here(..)), text.len() <= HERE);
        }
    }
}
