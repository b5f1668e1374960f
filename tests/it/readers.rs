//! Every format that is read: files made by other programs, and files that are at fault.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tadmur::article::read::{Read, all, all_in, find};
use tadmur::article::{Article, Format};

use crate::world::Folder;

fn golden(name: &str) -> PathBuf {
    Path::new("tests/golden/articles").join(name)
}

/// The articles of a golden file, which has no fault.
fn articles(name: &str) -> Vec<Article> {
    all(&golden(name)).into_iter().map(|it| it.unwrap().0).collect()
}

/// What was read, a line each: `title | url | published | source | lang`, or the error without the path.
fn told(path: &Path, found: &[Read]) -> Vec<String> {
    let line = |read: &Read| match read {
        Ok((article, _)) => {
            let text = |it: &Option<String>| it.clone().unwrap_or_default();
            let published = article.published.as_ref().and_then(|it| it.edtf.as_ref());
            [
                text(&article.title),
                text(&article.url),
                published.map(ToString::to_string).unwrap_or_default(),
                text(&article.source),
                article.lang.clone(),
            ]
            .join(" | ")
        }
        Err(error) => {
            let error = error.to_string();
            error.strip_prefix(&path.display().to_string()).unwrap_or(&error).to_owned()
        }
    };
    found.iter().map(line).collect()
}

fn told_of(name: &str) -> Vec<String> {
    let path = golden(name);
    told(&path, &all(&path))
}

/// What bytes give under a name.
fn told_in(name: &str, bytes: &[u8]) -> Vec<String> {
    told(Path::new(name), &all_in(Path::new(name), bytes))
}

const PAGE: &str = "Bridge over the Orontes reopens | https://valley.example/2016/12/15/bridge | 2016-12-15 | The Valley Post | en";

const ROWS: [&str; 3] = [
    "Bridge reopens | https://valley.example/a1 | 2016-12-15 | The Valley Post | en",
    "Zerstörte Brücke | https://valley.example/a2 | 2016-11-07 | The Valley Post | de",
    "جسر حماة | https://valley.example/a3 | 2016-12-15 | The Valley Post | ar",
];

#[test]
fn a_page_is_its_article_with_zones() {
    for name in ["page.html", "chromium.html"] {
        assert_eq!(told_of(name), [PAGE]);
        let article = articles(name).remove(0);
        let blocks: Vec<String> = article
            .zones
            .iter()
            .map(|it| format!("{}: {}", it.zone.as_str(), &article.text[it.span.range()]))
            .collect();
        assert_eq!(
            blocks,
            [
                "title: Bridge over the Orontes reopens",
                "page-metadata: By Jane Roe, 15 December 2016",
                "caption: The bridge near Hama in May 2015. (Photo: J. Roe)",
                "body: Engineers reopened the old bridge in Hama on Thursday, two years after it was hit by shells.",
                "body: The road to Homs & Damascus had been closed since October 2014, the ministry said, and lorries \
                 took the long way through Palmyra.",
                "body: Traders in Aleppo said that prices would fall within weeks.",
                "tags: Tags: Hama, Roads",
            ]
        );
        let used =
            |name: &str| article.metadata.iter().find(|it| it.name == name).map(|it| it.used);
        assert_eq!(used("JSON-LD datePublished"), Some(true));
        assert_eq!(used("JSON-LD dateModified"), Some(false));
    }
}

#[test]
fn tables_lines_and_feeds_have_named_fields() {
    for name in ["table.csv", "lines.jsonl", "lines.jsonl.zst"] {
        assert_eq!(told_of(name), ROWS);
    }
    let table = articles("table.csv");
    let text = "Bridge reopens\n\nEngineers reopened the bridge in Hama on Thursday.\nIt was shut, \"for good\"; they said.";
    assert_eq!(table[0].text.replace("\r\n", "\n"), text);
    let origins: Vec<_> =
        articles("lines.jsonl").iter().map(|it| it.origin.as_ref().unwrap().line).collect();
    assert_eq!(origins, [Some(1), Some(2), Some(3)]);
    for name in ["feed.rss", "feed.atom", "feed.json"] {
        let found: Vec<_> = articles(name)
            .iter()
            .map(|it| {
                (it.title.clone().unwrap(), it.url.clone().unwrap(), it.source.clone().unwrap())
            })
            .collect();
        let expected: Vec<_> = ROWS
            .iter()
            .map(|row| {
                let mut parts = row.split(" | ").map(str::to_owned);
                (parts.next().unwrap(), parts.next().unwrap(), "The Valley Post".to_owned())
            })
            .collect();
        assert_eq!(found, expected, "{name}");
        let dates: Vec<_> = articles(name)
            .iter()
            .map(|it| it.published.as_ref().unwrap().edtf.as_ref().unwrap().to_string())
            .collect();
        assert_eq!(dates, ["2016-12-15", "2016-11-07", "2016-12-15"], "{name}");
    }
}

#[test]
fn web_archives_give_their_pages() {
    let found = articles("crawl.warc.gz");
    assert_eq!(told_of("crawl.warc.gz")[0], PAGE);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].text, "The café in Homs was closed on Thursday, its owner said.");
    assert_eq!(found[1].published, None); // the day of the crawl is not the day of publication
    assert_eq!(found[1].origin.as_ref().unwrap().format, Format::Html);
}

#[test]
fn archives_are_read_where_they_stand() {
    let [one, two, three] = ROWS;
    assert_eq!(
        told_of("folder.zip"),
        [
            PAGE,
            one,
            two,
            three,
            ": ../outside.txt: its path leads out of the archive; not read",
            ": /absolute.txt: its path leads out of the archive; not read",
        ]
    );
    let tar = told_of("folder.tar.gz");
    assert_eq!(tar[..2], [PAGE, ": news/link.html: a link; not followed"]);
    assert_eq!(tar.len(), 5);
}

#[test]
fn folders_hold_every_format_but_not_the_parts_of_a_page() {
    let folder = Folder::new();
    for name in [
        "a.html",
        "a_files/ad.html",
        "a_files/x.js",
        "b.WARC.gz",
        "c.jsonl",
        "d.png",
        "e.zip",
        "f_files/g.html",
    ] {
        folder.file(name, "text");
    }
    let (files, _) = find(&[folder.path().to_owned()]);
    let names: Vec<_> =
        files.iter().map(|it| it.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["a.html", "b.WARC.gz", "c.jsonl", "e.zip", "f_files/g.html"]);
}

#[test]
fn a_broken_line_is_named_and_the_others_are_read() {
    let lines = "{\"text\": \"Shells fell on Homs.\"}\n{\"text\": \"Shells\n\n{\"title\": \"x\"}\n{\"text\": \"Shells fell on Hama.\"}\n";
    let found = told_in("a.jsonl", lines.as_bytes());
    assert_eq!(
        found[1..3],
        [":2: not JSON", ":4: no field `text`, `html` or `summary`, or one of their other names"]
    );
    assert!(found.len() == 4 && found[0] == found[3]);
}

#[test]
fn what_is_cut_off_gives_what_stands_before() {
    let gz = fs::read(golden("crawl.warc.gz")).unwrap();
    let found = told_in("a.warc.gz", &gz[..gz.len() - 300]);
    assert_eq!(found[0], PAGE);
    assert_eq!(found.last().unwrap(), ": damaged or cut off; what stands before is read");
    let zip = fs::read(golden("folder.zip")).unwrap();
    assert_eq!(
        told_in("a.zip", &zip[..zip.len() / 2]),
        [": damaged or cut off; what stands before is read"]
    );
    let mut warc = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&gz[..]), &mut warc).unwrap();
    let found = told_in("a.warc", &warc[..warc.len() - 20]);
    assert_eq!(found.len(), 2);
    assert!(found[1].contains(": cut off: "), "{found:?}");
    assert!(
        told_in("a.warc", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n")[0]
            .contains("no Content-Length")
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let line = "{\"text\": \"Homs\"}\n".repeat(4096);
    for _ in 0..2000 {
        packed.write_all(line.as_bytes()).unwrap();
    }
    let packed = packed.finish().unwrap();
    let mut twice = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    twice.write_all(&packed).unwrap();
    let mut last = String::new();
    let bytes = twice.finish().unwrap();
    let _ = tadmur::article::read::each_in(Path::new("a.jsonl.gz.gz"), &bytes[..], |piece| {
        if piece.n_bytes() == 0 {
            last = piece.read().unwrap_err().to_string();
        }
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(last, "a.jsonl.gz.gz: not read to its end");
}

#[test]
fn a_bomb_in_a_zip_is_not_unpacked() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default();
    let megabyte = format!("{}\n", "a".repeat(1_000_000));
    for nth in 0..6 {
        archive.start_file(format!("{nth}.jsonl"), packed).unwrap();
        (0..30).for_each(|_| archive.write_all(megabyte.as_bytes()).unwrap());
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1_000_000);
    let mut told = Vec::new();
    let _ = tadmur::article::read::each_in(Path::new("a.zip"), &bytes[..], |piece| {
        if piece.n_bytes() == 0 {
            told.push(piece.read().unwrap_err().to_string());
        }
        std::ops::ControlFlow::Continue(())
    });
    // what comes after the limit is told of each member
    assert!(told.last().unwrap().ends_with("5.jsonl: not read to its end"), "{told:?}");
}

/// How much of a file of this name lies behind at each of its pieces.
fn n_read(folder: &Folder, name: &str, bytes: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    let _ = tadmur::article::read::each(&folder.file(name, bytes), |piece| {
        found.push(piece.n_read());
        std::ops::ControlFlow::Continue(())
    });
    assert!(found.is_sorted() && found.last().unwrap() <= &(bytes.len() as u64), "{found:?}");
    found
}

#[test]
fn a_file_of_many_tells_how_much_of_it_lies_behind() {
    let folder = Folder::new();
    let words = |nth: u32| {
        let numbers = (0..2000).map(|it| (it * nth).wrapping_mul(0x9e37_79b9).to_string());
        numbers.collect::<Vec<_>>().join(" ")
    };
    let mut lines = String::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for nth in 1..=10 {
        writeln!(lines, "{{\"text\": \"{}\"}}", words(nth)).unwrap();
        let packed = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("{nth}.txt"), packed).unwrap();
        archive.write_all(words(nth).as_bytes()).unwrap();
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let zip = archive.finish().unwrap().into_inner();
    for (name, bytes) in
        [("a.jsonl", lines.as_bytes()), ("a.jsonl.gz", &gzip.finish().unwrap()), ("a.zip", &zip)]
    {
        let found = n_read(&folder, name, bytes);
        let half = bytes.len() as u64 / 2;
        assert_eq!(found.len(), 10);
        assert!(
            found[1] < half && found[9] > half && found[4].abs_diff(half) < half / 2,
            "{found:?}"
        );
    }
}

#[test]
fn the_directory_of_a_zip_lies_behind_first() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for nth in 0..1000 {
        let packed = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("{nth}.txt"), packed).unwrap();
        archive.write_all(b"Homs").unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let found = n_read(&Folder::new(), "a.zip", &bytes);
    // half of such a file is its directory
    assert!(found[999] > bytes.len() as u64 * 99 / 100, "{} of {}", found[999], bytes.len());
}

#[test]
fn a_folder_may_mix_encodings() {
    let folder = Folder::new();
    let texts = [
        (
            encoding_rs::WINDOWS_1251,
            "Город Алеппо был взят войсками вчера вечером, сообщили очевидцы.",
        ),
        (encoding_rs::WINDOWS_1252, "Le café de Homs a fermé l’été dernier, près de la rivière."),
        (encoding_rs::WINDOWS_1256, "سقطت قذائف على مدينة حمص يوم الثلاثاء وقتل أحد عشر شخصا."),
        (encoding_rs::UTF_8, "سقطت قذائف على حمص."),
    ];
    for (encoding, text) in texts {
        let (bytes, _, _) = encoding.encode(text);
        let path = folder.file(&format!("{}.txt", encoding.name()), &bytes);
        let (article, notices) = all(&path).remove(0).unwrap();
        assert_eq!(article.text, text);
        assert_eq!(notices.is_empty(), encoding == encoding_rs::UTF_8);
    }
}

#[test]
fn a_deep_page_is_read_without_a_stack() {
    let mut html = "<div>".repeat(100_000);
    html.push_str("<p>Shells fell on Homs on Thursday, the army said.</p>");
    html.push_str(&"</div>".repeat(100_000));
    let found = all_in(Path::new("a.html"), html.as_bytes());
    assert_eq!(
        found[0].as_ref().unwrap().0.text,
        "Shells fell on Homs on Thursday, the army said."
    );
    let tables = format!("{}x", "<table><tr><td>".repeat(30_000));
    assert_eq!(all_in(Path::new("a.html"), tables.as_bytes()).len(), 1);
}

#[test]
fn an_archive_of_many_members_is_read() {
    let mut archive = tar::Builder::new(Vec::new());
    let mut name = String::new();
    for nth in 0..100_000 {
        let text = b"Homs";
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        name.clear();
        write!(name, "{nth}.txt").unwrap();
        archive.append_data(&mut header, &name, &text[..]).unwrap();
    }
    let bytes = archive.into_inner().unwrap();
    let mut n = 0;
    let _ = tadmur::article::read::each_in(Path::new("a.tar"), &bytes[..], |piece| {
        n += usize::from(piece.n_bytes() == 4);
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(n, 100_000);
}

#[test]
fn feeds_and_tables_in_other_encodings_are_read() {
    let feed = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss version=\"2.0\"><channel><title>Новости</title>\
        <item><title>Алеппо &amp; Хомс</title><description>Город взят.</description><pubDate>Thu, 32 Foo 2016</pubDate></item>\
        </channel></rss>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(feed);
    assert!(told_in("a.rss", &bytes)[0].starts_with("Алеппо & Хомс |  |  | Новости | "));
    let (bytes, _, _) = encoding_rs::WINDOWS_1252
        .encode("title;text\nCafé;Le café de Homs a fermé l’été dernier.\n");
    assert_eq!(told_in("a.csv", &bytes)[0].split(" | ").next(), Some("Café"));
    assert_eq!(told_in("a.csv", b"a,b\n1,2\n"), [": no column `text`; found a, b"]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf_8_is_read() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xE9.txt"));
    fs::write(&path, "Shells fell on Homs.").unwrap();
    let (files, errors) = find(&[folder.path().to_owned()]);
    assert!(errors.is_empty());
    assert_eq!(all(&files[0])[0].as_ref().unwrap().0.text, "Shells fell on Homs.");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_told() {
    let folder = Folder::new();
    let path = folder.file("a.jsonl", "{\"text\": \"Homs\"}\n{\"text\": \"Hama\"}\n");
    let mut found = Vec::new();
    let _ = tadmur::article::read::each(&path, |piece| {
        if found.is_empty() {
            let mut file = fs::File::options().append(true).open(&path).unwrap();
            file.write_all(b"{\"text\": \"Aleppo\"}\n").unwrap();
        }
        found.push(piece.read());
        std::ops::ControlFlow::Continue(())
    });
    let last = found.pop().unwrap().unwrap_err().to_string();
    assert!(last.ends_with("changed while it was read; read it again"), "{last}");
}

#[test]
fn the_same_words_on_two_sites_are_two_articles() {
    let text = "Shells fell on Homs.".to_owned();
    let plain = Article::from_text(text.clone());
    let there = Article::from_text(text.clone()).at_url("https://a.example/1".to_owned());
    let here = Article::from_text(text).at_url("https://b.example/1".to_owned());
    assert!(plain.id != there.id && there.id != here.id && here.id.len() == 16);
}
