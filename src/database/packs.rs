//! What is served of a database, brought up to date by what changed.
//!
//! # Shape
//!
//! [`Packs`] are the articles of a database as they were last read, packed. [`Database::refresh`] compares them with the
//! database, reads what is new or was read, judged or linked otherwise since, and gives the [`Store`]; what did not change is shared
//! with the store before. [`Packs::keep`] writes them to a file beside the database, which spares the next start the reading.
//! The file may be deleted at any time. It is used as far as its articles are those of the database: the same number, id,
//! engine, verdicts and story, and the same places.
//!
//! # Errors
//!
//! A file that is damaged, or of another version or database, is as good as none.
//!
//! # Cost
//!
//! A refresh looks at the number, id and engine of every article and at what is told of those that share a story, and reads the changed ones. Those stay in memory until they
//! are an eighth of all: then it is time to keep them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::database::load::{Fault, Places};
use crate::database::story::Stories;
use crate::database::verdict::Verdicts;
use crate::database::{Database, Error};
use crate::store::packed::{Keys, Pack, Packer, Selection, first_eight};
use crate::store::{At, Store};

/// How many packs were put away, of any database.
static NTH: AtomicU32 = AtomicU32::new(0);

/// More packs in memory are made one.
const MOST_PACKS: usize = 8;

/// So many articles are read before they are packed away: of more, all but the last go to a file of their own, without a name, so
/// that memory holds no more than these, some 20 MB.
const AT_A_TIME: usize = 8192;

/// Fewer bytes in memory are never worth a file of their own.
const LEAST_KEPT: usize = 4 << 20;

/// See the module.
#[derive(Debug, Default)]
pub struct Packs {
    /// Where they are kept, if anywhere.
    path: Option<PathBuf>,
    /// The first is that of the file, if there is one.
    all: Vec<Arc<Pack>>,
    /// Whether some lie in files without a name, which the next start does not find.
    nameless: bool,
    /// In the order of their numbers.
    articles: Vec<At>,
    /// What the numbers of places mean.
    places: BTreeMap<u32, String>,
}

/// An article as the database knows it.
struct Key {
    number: i64,
    id: String,
    stamp: u64,
}

impl Packs {
    /// As they were kept beside this database, or none.
    pub fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-pack");
        let path = PathBuf::from(path);
        let (all, places) = match Pack::map(&path) {
            Ok((pack, keys)) => (vec![Arc::new(pack)], keys.into_iter().collect()),
            Err(_) => (Vec::new(), BTreeMap::new()),
        };
        let n_articles = all.first().map_or(0, |it: &Arc<Pack>| it.n_articles());
        let articles = (0..n_articles as u32).map(|nth| At { pack: 0, nth }).collect();
        Self { path: Some(path), all, nameless: false, articles, places }
    }

    /// Whether enough is in memory alone.
    pub fn is_worth_keeping(&self) -> bool {
        let held = |it: &&Arc<Pack>| it.is_held();
        let bytes = self.all.iter().filter(held).map(|it| it.n_bytes()).sum::<usize>();
        let all = self.all.iter().map(|it| it.n_bytes()).sum::<usize>();
        self.path.is_some() && (self.nameless || (bytes >= LEAST_KEPT && bytes > all / 8))
    }

    /// Writes them to their file, and has them there from now on.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; they are in memory then, and the file is not tried again.
    pub fn keep(&mut self) -> io::Result<()> {
        let Some(path) = self.path.take() else { return Ok(()) };
        let keys: Keys = self.places.iter().map(|(&number, key)| (number, key.clone())).collect();
        Selection { packs: &self.all, articles: &self.articles }.write(&path, &keys)?;
        let (pack, _) = Pack::map(&path)?;
        self.all = vec![Arc::new(pack)];
        self.nameless = false;
        self.articles = (0..self.articles.len() as u32).map(|nth| At { pack: 0, nth }).collect();
        self.path = Some(path);
        Ok(())
    }

    /// This pack in a file beside theirs that has no name any more; as it was, where that cannot be.
    fn put_away(&mut self, pack: Pack) -> Arc<Pack> {
        let pack = Arc::new(pack);
        let Some(path) = self.path.as_ref().filter(|_| cfg!(unix)) else { return pack };
        let nth = NTH.fetch_add(1, Ordering::Relaxed);
        let path = path.with_extension(format!("{}-{nth}.part", process::id()));
        let articles: Vec<At> =
            (0..pack.n_articles() as u32).map(|nth| At { pack: 0, nth }).collect();
        let whole = Selection { packs: &[Arc::clone(&pack)], articles: &articles };
        let mapped = whole.write(&path, &Keys::new()).and_then(|()| Pack::map(&path));
        // it may never have come into being; mapped, it lasts as long as it is used
        let _ = fs::remove_file(&path);
        self.nameless |= mapped.is_ok();
        mapped.map_or(pack, |(mapped, _)| Arc::new(mapped))
    }

    /// Makes one pack, in memory, of those from this one on, without what is no more.
    fn join(&mut self, first: usize) {
        let mut packer = Packer::default();
        let ours = self.articles.iter_mut().filter(|it| it.pack as usize >= first);
        for (at, nth) in ours.zip(0..) {
            packer.copy(&self.all[at.pack as usize], at.nth as usize);
            *at = At { pack: first as u32, nth };
        }
        self.all.truncate(first);
        self.all.push(Arc::new(packer.done()));
    }

    /// Forgets all of them, when the numbers of their places mean others.
    fn check(&mut self, places: &Places) {
        let same =
            |(number, key): (&u32, &String)| places.get(number).is_some_and(|it| it.key == *key);
        if !self.places.iter().all(same) {
            *self = Self { path: self.path.take(), ..Self::default() };
        }
        self.places = places.iter().map(|(&number, it)| (number, it.key.clone())).collect();
    }

    /// What is here already of these articles, in their order; `None` for what is not.
    fn known(&self, keys: &[Key]) -> Vec<Option<At>> {
        let mut ours = self.articles.iter().peekable();
        let entry = |at: &At| self.all[at.pack as usize].entry(at.nth as usize);
        let known = keys.iter().map(|key| {
            while ours.next_if(|at| entry(at).number < key.number).is_some() {}
            let at = ours.next_if(|at| entry(at).number == key.number)?;
            let (pack, entry) = (&self.all[at.pack as usize], entry(at));
            (entry.stamp == key.stamp && pack.article(&entry).id == key.id).then_some(*at)
        });
        known.collect()
    }
}

impl Database {
    /// All that is kept, to be asked: corrected where a person did.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds what this program never writes.
    pub fn store(&self) -> Result<Store, Error> {
        self.refresh(&mut Packs::beside(&self.path))
    }

    /// All that is kept, to be asked, corrected where a person did; read as far as it is not in these packs already.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds what this program never writes; the packs are as they were.
    pub fn refresh(&self, packs: &mut Packs) -> Result<Store, Error> {
        self.refreshed(packs).map_err(|fault| fault.at(self))
    }

    fn refreshed(&self, packs: &mut Packs) -> Result<Store, Fault> {
        let moment = self.connection.unchecked_transaction()?;
        let places = self.places()?;
        let verdicts = Verdicts::read(&moment)?;
        let stories = Stories::read(&moment)?;
        packs.check(&places);
        let keys = keys(&moment, &verdicts, &stories)?;
        let known = packs.known(&keys);
        let numbers: BTreeMap<&str, u32> =
            places.iter().map(|(&number, it)| (it.key.as_str(), number)).collect();
        let new = packs.all.len();
        let mut articles = Vec::with_capacity(keys.len());
        let missing = keys.iter().zip(&known).filter(|(_, known)| known.is_none());
        let missing: Vec<i64> = missing.map(|(key, _)| key.number).collect();
        let mut stamps = keys.iter().zip(&known);
        let mut read = Vec::new();
        for some in missing.chunks(AT_A_TIME) {
            let mut packer = Packer::default();
            self.each_of(some, &places, &verdicts, &stories, |number, reading| {
                let stamp = stamps.find(|(key, _)| key.number == number).map(|(key, _)| key.stamp);
                packer.pack(&reading, number, stamp, |place| {
                    numbers.get(place.key.as_str()).copied().unwrap_or_default()
                });
            })?;
            let pack = packer.done();
            let is_last = some.len() < AT_A_TIME;
            read.push(if is_last { Arc::new(pack) } else { packs.put_away(pack) });
        }
        let mut n_new = 0;
        for known in &known {
            let at = At { pack: (new + n_new / AT_A_TIME) as u32, nth: (n_new % AT_A_TIME) as u32 };
            articles.push(known.unwrap_or(at));
            n_new += usize::from(known.is_none());
        }
        packs.articles = articles;
        packs.all.append(&mut read);
        let first_held = packs.all.iter().take_while(|it| !it.is_held()).count();
        if packs.all.len() > first_held + MOST_PACKS {
            packs.join(first_held);
        }
        let store = Store::of_packs(packs.all.clone(), packs.articles.clone(), &places);
        store.ok_or_else(|| Fault::Value {
            article: 0,
            column: "place",
            found: "the number of no place".to_owned(),
            expected: "the number of a place",
        })
    }
}

/// The articles that were read, in the order of their numbers, with what their readings depend on.
fn keys(
    connection: &Connection,
    verdicts: &Verdicts,
    stories: &Stories,
) -> Result<Vec<Key>, Fault> {
    let mut engines: BTreeMap<i64, Sha256> = BTreeMap::new();
    let mut query = connection.prepare("SELECT number, gazetteer, parser FROM engine")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (gazetteer, parser): (String, String) = (row.get(1)?, row.get(2)?);
        engines.insert(row.get(0)?, Sha256::new().chain_update(gazetteer).chain_update(parser));
    }
    // of the index alone, which is far smaller than the texts
    let mut ids: Vec<(i64, String)> = Vec::new();
    let mut query = connection.prepare("SELECT number, id FROM article ORDER BY id")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        ids.push((row.get(0)?, row.get(1)?));
    }
    ids.sort_unstable();
    let mut ids = ids.into_iter().peekable();
    let mut keys = Vec::with_capacity(ids.len());
    let mut query = connection.prepare("SELECT article, engine FROM reading ORDER BY article")?;
    let mut rows = query.query([])?;
    let stamps: BTreeMap<i64, u64> = engines
        .iter()
        .map(|(&number, it)| (number, first_eight(&it.clone().finalize().into())))
        .collect();
    while let Some(row) = rows.next()? {
        let (number, engine): (i64, i64) = (row.get(0)?, row.get(1)?);
        while ids.next_if(|(it, _)| *it < number).is_some() {}
        let Some((_, id)) = ids.next_if(|(it, _)| *it == number) else { continue };
        let stamp = match (verdicts.of(&id), stories.sum_of(number), engines.get(&engine)) {
            ([], None, _) | (_, _, None) => stamps.get(&engine).copied().unwrap_or_default(),
            (said, story, Some(sum)) => {
                let all = sum.clone().chain_update(format!("{said:?} "));
                let all = all.chain_update(story.unwrap_or_default());
                first_eight(&all.finalize().into())
            }
        };
        keys.push(Key { number, id, stamp });
    }
    Ok(keys)
}
