//! From a file to its pieces: what is packed is unpacked, what holds many is taken apart.
//!
//! Here is what a stream of bytes is found to be; what each sort of file is taken apart into stands in the modules below.

mod archive;
mod records;
mod table;

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::article::decode::decode;
use crate::article::read::{About, Content, Piece, folder, read_whole};
use crate::article::sort::{HEAD_BYTES, Sort, sort};
use crate::article::unpack::{Bomb, Budget, Counted, Unpacked, Zstd};
use crate::article::{Article, Error, Format, Origin};

/// An archive in an archive in an archive: more is mischief.
const MAX_NESTED: usize = 5;

/// A file on its way.
pub(super) struct Walk<'t> {
    path: &'t Path,
    take: &'t mut dyn FnMut(Piece) -> ControlFlow<()>,
    budget: Rc<Budget>,
}

/// Where in the file the walk is.
#[derive(Clone, Debug, Default)]
struct Inside {
    member: Option<String>,
    nested: usize,
    is_packed: bool,
}

impl Inside {
    fn member(&self, name: &str) -> Self {
        let member = match &self.member {
            Some(outer) => format!("{outer}/{name}"),
            None => name.to_owned(),
        };
        Self { member: Some(member), nested: self.nested + 1, is_packed: true }
    }

    fn packed(&self) -> Self {
        Self { nested: self.nested + 1, is_packed: true, ..self.clone() }
    }
}

impl<'t> Walk<'t> {
    pub(super) fn of(path: &'t Path, take: &'t mut dyn FnMut(Piece) -> ControlFlow<()>) -> Self {
        Self { path, take, budget: Rc::default() }
    }

    /// All of a file, of this length.
    pub(super) fn file(&mut self, mut file: File, length: u64) -> ControlFlow<()> {
        let mut head = Vec::new();
        if let Err(error) = (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head) {
            return self.fault(folder::unreadable(self.path, error));
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inside = Inside::default();
        if sort(&name, &head) == Sort::Zip {
            self.budget.has_read(length);
            return self.zip(file, &inside);
        }
        let reader = Counted { inner: file, budget: Rc::clone(&self.budget) };
        self.budget.has_read(head.len() as u64);
        self.budget.advance(head.len() as u64);
        self.sorted(&name, head, Box::new(reader), &inside)
    }

    /// All of a stream.
    pub(super) fn stream(&mut self, reader: impl Read) -> ControlFlow<()> {
        let reader = Counted { inner: reader, budget: Rc::clone(&self.budget) };
        let name = self.path.to_string_lossy().into_owned();
        self.any(&name, Box::new(reader), &Inside::default())
    }

    /// An error of the file.
    pub(super) fn fault(&mut self, error: Error) -> ControlFlow<()> {
        self.fail(Origin::file(self.path, Format::Text), error)
    }

    fn origin(&self, inside: &Inside, format: Format) -> Origin {
        Origin { member: inside.member.clone(), ..Origin::file(self.path, format) }
    }

    fn give(&mut self, origin: Origin, content: Content) -> ControlFlow<()> {
        (self.take)(Piece { origin, content: Ok(content), n_read: self.budget.behind() })
    }

    fn fail(&mut self, origin: Origin, error: Error) -> ControlFlow<()> {
        (self.take)(Piece { origin, content: Err(error), n_read: self.budget.behind() })
    }

    /// A read that failed: of the file itself, or of what is packed in it.
    fn broken(&mut self, inside: &Inside, error: io::Error) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Text);
        let error = if Bomb::is(&error) {
            Error::Bomb { origin: origin.clone(), source: error }
        } else if inside.is_packed {
            Error::Damaged { origin: origin.clone(), source: error }
        } else {
            folder::unreadable(self.path, error)
        };
        self.fail(origin, error)
    }

    fn any(
        &mut self,
        name: &str,
        mut reader: Box<dyn Read + '_>,
        inside: &Inside,
    ) -> ControlFlow<()> {
        if inside.nested > MAX_NESTED {
            let origin = self.origin(inside, Format::Text);
            return self.fail(origin.clone(), Error::Nested { origin, limit: MAX_NESTED });
        }
        let mut head = Vec::new();
        match (&mut reader).take(HEAD_BYTES as u64).read_to_end(&mut head) {
            Ok(_) => self.sorted(name, head, reader, inside),
            Err(error) if head.is_empty() => self.broken(inside, error),
            Err(error) => self.sorted(name, head, Box::new(Failing(Some(error))), inside),
        }
    }

    /// What begins with `head` and goes on with `rest`.
    fn sorted(
        &mut self,
        name: &str,
        head: Vec<u8>,
        rest: Box<dyn Read + '_>,
        inside: &Inside,
    ) -> ControlFlow<()> {
        let sort = sort(name, &head);
        let reader = Cursor::new(head).chain(rest);
        match sort {
            Sort::Gzip => {
                let inner = MultiGzDecoder::new(reader);
                let reader = Unpacked { inner, budget: Rc::clone(&self.budget) };
                self.any(unpacked_name(name), Box::new(reader), &inside.packed())
            }
            Sort::Zstd => match Zstd::of(reader) {
                Ok(inner) => {
                    let reader = Unpacked { inner, budget: Rc::clone(&self.budget) };
                    self.any(unpacked_name(name), Box::new(reader), &inside.packed())
                }
                Err(error) => self.broken(&inside.packed(), error),
            },
            Sort::Zip => match read_whole(reader) {
                Ok(bytes) if bytes.len() as u64 > Article::MAX_BYTES => self.too_large(inside),
                Ok(bytes) => self.zip(Cursor::new(bytes), inside),
                Err(error) => self.broken(inside, error),
            },
            Sort::Tar => self.tar(reader, inside),
            Sort::Warc => self.warc(BufReader::new(reader), inside),
            Sort::JsonLines => self.json_lines(BufReader::new(reader), inside),
            Sort::Csv => self.table(name, reader, inside),
            Sort::Json => self.whole(reader, inside, Self::json),
            Sort::Feed => self.whole(reader, inside, Self::feed),
            Sort::Html => self.whole(reader, inside, |walk, bytes, inside| {
                let origin = walk.origin(inside, Format::Html);
                walk.give(origin, Content::Bytes(bytes, About::default()))
            }),
            Sort::Text => self.whole(reader, inside, |walk, bytes, inside| {
                let origin = walk.origin(inside, Format::Text);
                walk.give(origin, Content::Bytes(bytes, About::default()))
            }),
        }
    }

    fn too_large(&mut self, inside: &Inside) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Text);
        self.fail(origin.clone(), Error::TooLarge { origin, limit: Article::MAX_BYTES })
    }

    fn whole(
        &mut self,
        reader: impl Read,
        inside: &Inside,
        then: impl FnOnce(&mut Self, Vec<u8>, &Inside) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match read_whole(reader) {
            Ok(bytes) if bytes.len() as u64 > Article::MAX_BYTES => self.too_large(inside),
            Ok(bytes) => then(self, bytes, inside),
            Err(error) => self.broken(inside, error),
        }
    }

    /// The text of bytes, or the error told.
    fn text(&mut self, bytes: Vec<u8>, origin: &Origin) -> Result<String, ControlFlow<()>> {
        match decode(bytes) {
            Ok(decoded) => Ok(decoded.text),
            Err(offset) => {
                Err(self.fail(origin.clone(), Error::NotText { origin: origin.clone(), offset }))
            }
        }
    }
}

/// `a.html` of `a.html.gz`, `a.tar` of `a.tgz`.
fn unpacked_name(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if ["gz", "zst", "zstd"].iter().any(|it| extension.eq_ignore_ascii_case(it)) =>
        {
            stem
        }
        Some((_, extension)) if extension.eq_ignore_ascii_case("tgz") => "a.tar",
        _ => name,
    }
}

/// What comes after the last bytes that could be read: the reason why there are no more.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
