//! A gazetteer from a GeoNames dump: `allCountries.txt`, `alternateNamesV2.txt` and the tables of divisions.
//!
//! # Shape
//!
//! Tab-separated tables in, CSV of the shape of `docs/gazetteer.md` out, sorted by id. Only `allCountries.txt` is required (or
//! another table of its shape under that name); without the others rows lack names, parents, or both. A line that is cut short or
//! cannot be read is reported with its file and line, and left out.
//!
//! # Cost
//!
//! The tables are held in memory, and 16 bytes a place and 24 a name beside them.
//!
//! # Sources
//!
//! The readme of download.geonames.org/export/dump. Data of GeoNames is CC BY 4.0.

mod kinds;

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tadmur_geoparser::place::LonLat;

use crate::gazetteer::geonames::kinds::kind;

/// The header of the file that is written.
const HEADER: &str = "id,title,types,fcode,ccodes,parent_id,parent_name,lon,lat,population,variants,matches,source,licence";

/// So many faults are named; the others are counted.
const MOST_NAMED: usize = 20;

/// Why no gazetteer could be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Error {
    /// A table that is needed.
    #[error("{}: cannot read; --geonames needs a folder with allCountries.txt", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// Nothing to put into a gazetteer.
    #[error("{}: no line of it is a place", path.display())]
    Nothing { path: PathBuf },
    /// The output failed.
    #[error("cannot write the gazetteer")]
    Write(#[source] io::Error),
}

/// What was built.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Built {
    /// How many places were written.
    pub n_places: usize,
    /// What could not be read: the first few, in words.
    pub faults: Vec<String>,
    /// How many faults there were in all.
    pub n_faults: usize,
}

impl Built {
    fn fault(&mut self, table: &Table, line: usize, found: &str) {
        self.n_faults += 1;
        if self.faults.len() < MOST_NAMED {
            self.faults.push(format!("{}:{line}: {found}", table.path.display()));
        }
    }
}

/// A file of lines of cells.
struct Table {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Table {
    fn read(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Self { path, bytes }),
            Err(source) => Err(Error::Read { path, source }),
        }
    }

    /// Its lines with their numbers; comments and empty lines are passed over. The last one may be cut short.
    fn lines(&self) -> impl Iterator<Item = (usize, usize, &[u8])> {
        let mut at = 0;
        self.bytes.split(|byte| *byte == b'\n').zip(1..).filter_map(move |(line, number)| {
            let start = at;
            at += line.len() + 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            (!line.is_empty() && line[0] != b'#').then_some((number, start, line))
        })
    }
}

/// The cells of a line, or what is wrong with it.
fn cells(line: &[u8], n_expected: usize) -> Result<Vec<&str>, String> {
    let text = str::from_utf8(line).map_err(|error| error.to_string())?;
    let cells: Vec<&str> = text.split('\t').collect();
    if cells.len() < n_expected {
        return Err(format!(
            "{} cells, expected {n_expected}; is the file cut short?",
            cells.len()
        ));
    }
    Ok(cells)
}

/// A name of a place, as it lies in its table.
struct Alternate {
    place: u32,
    start: usize,
}

/// Reads the tables of a folder and writes the gazetteer.
///
/// # Errors
///
/// When the table of places is missing or empty, or the output cannot be written.
pub fn build(folder: &Path, out: &mut impl Write) -> Result<Built, Error> {
    let mut built = Built::default();
    let places = Table::read(folder, "allCountries.txt")?;
    let names = Table::read(folder, "alternateNamesV2.txt").ok();
    let divisions = divisions(folder, &mut built);
    // places by the text of their ids, which is the order of the file
    let mut order: Vec<(u32, usize)> = Vec::new();
    for (number, start, line) in places.lines() {
        let id = line.split(|byte| *byte == b'\t').next().unwrap_or_default();
        match str::from_utf8(id).ok().and_then(|it| it.parse().ok()) {
            Some(id) => order.push((id, start)),
            None => built.fault(&places, number, "no geonameid"),
        }
    }
    order.sort_unstable_by_key(|(id, start)| (decimal_order(*id), *start));
    order.dedup_by_key(|(id, _)| *id);
    let alternates = names.as_ref().map(|it| alternates(it, &mut built)).unwrap_or_default();
    let titles: HashMap<u32, String> = titles(&places, &divisions);
    writeln!(out, "{HEADER}").map_err(Error::Write)?;
    for (id, start) in &order {
        let rest = &places.bytes[*start..];
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let variants = names.as_ref().map(|table| {
            let first = alternates.partition_point(|it| it.place < *id);
            let of_place = alternates[first..].iter().take_while(|it| it.place == *id);
            of_place.map(|it| line_at(&table.bytes, it.start)).collect::<Vec<_>>()
        });
        match row(line, variants.as_deref(), &divisions, &titles) {
            Ok(row) => {
                out.write_all(row.as_bytes()).map_err(Error::Write)?;
                built.n_places += 1;
            }
            Err(found) => {
                let before =
                    if built.faults.len() < MOST_NAMED { &places.bytes[..*start] } else { &[] };
                let number = before.split(|it| *it == b'\n').count().max(1);
                built.fault(&places, number, &found);
            }
        }
    }
    out.flush().map_err(Error::Write)?;
    if built.n_places == 0 {
        return Err(Error::Nothing { path: places.path });
    }
    Ok(built)
}

/// Sorts numbers as their decimal texts sort.
fn decimal_order(number: u32) -> (u64, u32) {
    let n_digits = number.checked_ilog10().unwrap_or(0);
    (u64::from(number) * 10_u64.pow(10 - n_digits), n_digits)
}

fn line_at(bytes: &[u8], start: usize) -> &[u8] {
    let line = bytes[start..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The geonameid of each division and country by its code: `SY`, `SY.05`, `SY.05.12`.
fn divisions(folder: &Path, built: &mut Built) -> HashMap<String, u32> {
    let mut ids = HashMap::new();
    for (name, n_cells, id_cell) in
        [("countryInfo.txt", 17, 16), ("admin1CodesASCII.txt", 4, 3), ("admin2Codes.txt", 4, 3)]
    {
        // without a table its places have no such parents
        let Ok(table) = Table::read(folder, name) else { continue };
        for (number, _, line) in table.lines() {
            match cells(line, n_cells) {
                Ok(cells) => match cells[id_cell].parse() {
                    Ok(id) => drop(ids.insert(cells[0].to_owned(), id)),
                    Err(_) => built.fault(&table, number, "no geonameid"),
                },
                Err(found) => built.fault(&table, number, &found),
            }
        }
    }
    ids
}

/// The names that are kept, by place.
fn alternates(table: &Table, built: &mut Built) -> Vec<Alternate> {
    let mut all = Vec::new();
    for (number, start, line) in table.lines() {
        match cells(line, 8) {
            Ok(cells) => match cells[1].parse() {
                Ok(place) => all.push(Alternate { place, start }),
                Err(_) => built.fault(table, number, "no geonameid"),
            },
            Err(found) => built.fault(table, number, &found),
        }
    }
    all.sort_by_key(|it| (it.place, it.start));
    all
}

/// What the divisions are called.
fn titles(places: &Table, divisions: &HashMap<String, u32>) -> HashMap<u32, String> {
    let wanted: std::collections::HashSet<u32> = divisions.values().copied().collect();
    let mut titles = HashMap::new();
    for (_, _, line) in places.lines() {
        let mut cells = line.split(|byte| *byte == b'\t');
        let id = cells.next().and_then(|it| str::from_utf8(it).ok()).and_then(|it| it.parse().ok());
        let name = cells.next().and_then(|it| str::from_utf8(it).ok());
        if let (Some(id), Some(name)) = (id, name)
            && wanted.contains(&id)
        {
            titles.insert(id, name.to_owned());
        }
    }
    titles
}

fn row(
    line: &[u8],
    alternates: Option<&[&[u8]]>,
    divisions: &HashMap<String, u32>,
    titles: &HashMap<u32, String>,
) -> Result<String, String> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let cells = cells(line, 19)?;
    let [id, name, ascii, short_list, lat, lon] = [0, 1, 2, 3, 4, 5].map(|nth| cells[nth]);
    let [class, code, country, cc2, admin1, admin2] = [6, 7, 8, 9, 10, 11].map(|nth| cells[nth]);
    let point = lon.parse().ok().zip(lat.parse().ok()).and_then(|(lon, lat)| LonLat::new(lon, lat));
    if point.is_none() {
        return Err(format!("latitude `{lat}`, longitude `{lon}` are not on Earth"));
    }
    if name.is_empty() {
        return Err("no name".to_owned());
    }
    let own: u32 = id.parse().unwrap_or(0);
    let codes =
        [format!("{country}.{admin1}.{admin2}"), format!("{country}.{admin1}"), country.to_owned()];
    let parent = codes.iter().filter_map(|it| divisions.get(it)).find(|it| **it != own);
    let (variants, matches) = match alternates {
        Some(lines) => variants(name, ascii, lines),
        None => (plain(name, ascii, short_list), String::new()),
    };
    let population: u64 = cells[14].parse().unwrap_or(0);
    let population = if population == 0 { String::new() } else { population.to_string() };
    let countries = if cc2.is_empty() || cc2 == country {
        country.to_owned()
    } else {
        let others = cc2.split(',').filter(|it| *it != country && !it.is_empty());
        std::iter::once(country)
            .filter(|it| !it.is_empty())
            .chain(others)
            .collect::<Vec<_>>()
            .join(";")
    };
    let parent_id = parent.map_or(String::new(), |it| format!("gn:{it}"));
    let parent_name = parent.and_then(|it| titles.get(it)).map_or("", |it| it);
    let cells = [
        &format!("gn:{id}"),
        name,
        kind(class, code).as_str(),
        code,
        &countries,
        &parent_id,
        parent_name,
        lon,
        lat,
        &population,
        &variants,
        &matches,
        "geonames",
        "CC-BY-4.0",
    ];
    let mut row = cells.map(quoted).join(",");
    row.push('\n');
    Ok(row)
}

/// RFC 4180, only where it has to be.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The names of the first table alone, without languages.
fn plain(name: &str, ascii: &str, list: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for other in std::iter::once(ascii).chain(list.split(',')) {
        if other != name && is_name(other) && !kept.contains(&other) {
            kept.push(other);
        }
    }
    kept.iter().map(|it| format!("{it}@")).collect::<Vec<_>>().join(";")
}

/// The names of the second table with their languages, and the place elsewhere.
fn variants(name: &str, ascii: &str, lines: &[&[u8]]) -> (String, String) {
    // name, then its tags; in the order in which they come
    let mut kept: Vec<(&str, Vec<String>)> = Vec::new();
    let mut matches = Vec::new();
    let mut keep = |name, tag: String| match kept.iter_mut().find(|(it, _)| *it == name) {
        Some((_, tags)) if !tags.contains(&tag) => tags.push(tag),
        Some(_) => {}
        None => kept.push((name, vec![tag])),
    };
    if ascii != name && is_name(ascii) {
        keep(ascii, String::new());
    }
    for line in lines {
        let Ok(line) = str::from_utf8(line) else { continue };
        let cells: Vec<&str> = line.split('\t').collect();
        let (lang, text) = (cells[2], cells[3]);
        let is_set = |nth: usize| cells.get(nth).is_some_and(|it| *it == "1");
        match lang {
            "wkdt" => matches.push(format!("wd:{text}")),
            "abbr" if is_name(text) => keep(text, "en-x-abbr".to_owned()),
            // postal and transport codes, links, and how a name is pronounced
            "post" | "link" | "iata" | "icao" | "faac" | "unlc" | "tcid" | "abbr" | "phon"
            | "piny" => {}
            // colloquial: nicknames
            _ if is_set(6) || !is_name(text) => {}
            _ if is_set(7) => {
                let years = [8, 9].map(|nth| {
                    let digits = cells.get(nth).copied().unwrap_or("");
                    digits.get(..4).filter(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
                });
                let years = match years {
                    [Some(from), Some(to)] => format!("-{from}-{to}"),
                    _ => String::new(),
                };
                let lang = if is_language(lang) { lang } else { "und" };
                keep(text, format!("{lang}-x-hist{years}"));
            }
            _ if text == name && lang.is_empty() => {}
            lang => keep(text, if is_language(lang) { lang.to_owned() } else { String::new() }),
        }
    }
    let written = kept.iter().map(|(name, tags)| {
        let mut tags: Vec<&str> = tags.iter().map(|it| &**it).filter(|it| !it.is_empty()).collect();
        tags.dedup();
        format!("{name}@{}", tags.join("+"))
    });
    (written.collect::<Vec<_>>().join(";"), matches.join(";"))
}

/// A tag that can stand before the private part: `ar`, `zh-Hant`.
fn is_language(tag: &str) -> bool {
    (2..=10).contains(&tag.len())
        && tag
            .split('-')
            .all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether it can stand in the column `variants`.
fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && !text.contains([';', '@'])
        && !text.chars().any(char::is_control)
        && text.len() <= 200
}
