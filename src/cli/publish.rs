//! `tadmur publish`: writes the map as files that any host of files serves.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::article::seeds::seeds;
use crate::cli::input::{self, Gazetteers};
use crate::cli::{Outcome, say};
use crate::server::{Basemap, edition};
use crate::store::Store;

const AFTER_HELP: &str = "\
Examples:
  tadmur publish site/                the two built-in articles
  tadmur publish site/ articles/      a folder of articles
  python3 -m http.server -d site      a look at it: http://127.0.0.1:8000/";

/// Folders whose files an earlier edition may have left behind.
const OWN_FOLDERS: [&str; 3] = ["articles", "basemap", "places"];

/// Read articles and write their map as files for a static host
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// The folder to write: a new one, an empty one, or that of an earlier edition
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Texts, pages, feeds, tables, archives, and folders of them [default: the two built-in articles]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// What the map draws beneath the places: a PMTiles archive, which is copied, or the address of a MapLibre style,
    /// which needs the network [default: the built-in basemap]
    #[arg(long, value_name = "FILE|URL")]
    basemap: Option<String>,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let basemap = args.basemap.as_deref().map(Basemap::of).transpose().context("--basemap")?;
    prepare(&args.out)?;
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let (store, read) = if args.paths.is_empty() {
        (Store::of(input::built_in(&gazetteer, &seeds())), Outcome::Done)
    } else {
        input::store(&gazetteer, &args.paths)?
    };
    let mut written = BTreeSet::new();
    edition::files(&store, &gazetteer, basemap.as_ref(), |path, bytes| {
        let file = args.out.join(path);
        let folder = file.parent().unwrap_or(&args.out);
        fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
        fs::write(&file, bytes).with_context(|| cannot_write(&file))?;
        written.insert(file);
        anyhow::Ok(())
    })?;
    if let Some(Basemap::Archive(archive)) = &basemap {
        let file = args.out.join(archive.place());
        fs::copy(archive.path(), &file).with_context(|| cannot_write(&file))?;
        written.insert(file);
    }
    for folder in OWN_FOLDERS {
        sweep(&args.out.join(folder), &written)?;
    }
    let (out, n) = (args.out.display(), written.len());
    say(format_args!("{n} files in {out}: put them on any host of files"));
    say(format_args!("python3 -m http.server -d {out} shows them on this machine"));
    Ok(loaded.and(read))
}

fn cannot_write(path: &Path) -> String {
    format!("{}: cannot write", path.display())
}

/// Nothing that is not ours is written over.
fn prepare(out: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(out).with_context(|| cannot_write(out))?;
    let mut entries = fs::read_dir(out).with_context(|| cannot_write(out))?;
    if entries.next().is_some() && !out.join(edition::MARK).is_file() {
        bail!(
            "{}: neither empty nor an earlier edition (it has no {}); name another folder",
            out.display(),
            edition::MARK
        );
    }
    Ok(())
}

/// Removes what an earlier edition wrote and this one did not.
fn sweep(folder: &Path, written: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry.with_context(|| cannot_write(folder))?.path();
        let ours = path.extension().is_some_and(|it| it == "json" || it == "pmtiles");
        if ours && !written.contains(&path) {
            fs::remove_file(&path).with_context(|| cannot_write(&path))?;
        }
    }
    Ok(())
}
