//! `tadmur correct`: what a person says of a mention, kept beside the machine's answer.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};
use tadmur_geoparser::dates::Edtf;

use crate::cli::input::Gazetteers;
use crate::cli::{Outcome, say, upgrade};
use crate::database::{Database, Judgement, Verdict};

const AFTER_HELP: &str = "\
A mention is named by its article and where it begins: 88f0adbffb9f58bb-214, as on the map and in every export.

Examples:
  tadmur correct --db news.db 88f0adbffb9f58bb-214 --place gn:170063
  tadmur correct --db news.db 88f0adbffb9f58bb-214 --wrong
  tadmur correct --db news.db 88f0adbffb9f58bb-301 --end 307 --place gn:163808    a name that was missed
  tadmur correct --db news.db --gold > gold.jsonl && tadmur eval gold.jsonl";

/// Say what a mention means: that wins over the machine, and is kept when articles are read again
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// The mention
    #[arg(value_name = "MENTION", required_unless_present = "gold", conflicts_with = "gold")]
    mention: Option<String>,
    /// The database
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// The place is right
    #[arg(long, group = "judgement")]
    right: bool,
    /// No place is named here
    #[arg(long, group = "judgement")]
    wrong: bool,
    /// This place is meant
    #[arg(long, value_name = "ID", group = "judgement")]
    place: Option<String>,
    /// It speaks of this time, EDTF
    #[arg(long, value_name = "EDTF", value_parser = when)]
    when: Option<Edtf>,
    /// Where the words end, in code points; for a name that was missed
    #[arg(long, value_name = "N")]
    end: Option<usize>,
    /// Takes back what was said
    #[arg(long, conflicts_with_all = ["judgement", "when", "end"])]
    undo: bool,
    /// Writes all that was said as gold, JSON lines for tadmur eval
    #[arg(long, conflicts_with_all = ["judgement", "when", "end", "undo"])]
    gold: bool,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

fn when(text: &str) -> Result<Edtf, String> {
    text.parse().map_err(|fault| format!("{fault}"))
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(mention) = &args.mention else {
        return gold(&Database::open_to_read(&args.db)?);
    };
    let malformed =
        || anyhow!("`{mention}` is no mention: expected an article's id, `-` and a number");
    let (article, start) = mention.rsplit_once('-').ok_or_else(malformed)?;
    let start = start.parse().map_err(|_fault| malformed())?;
    drop(Database::open_to_read(&args.db)?);
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let mut database = upgrade::open(&args.db)?;
    let mut batch = database.batch(&gazetteer)?;
    if args.undo {
        if !batch.unjudge(article, start)? {
            bail!("nothing was said of {mention}");
        }
        batch.commit()?;
        say(format_args!("{mention}: the machine's answer holds again"));
        return Ok(loaded);
    }
    let judgement = match &args.place {
        Some(place) => Some(Judgement::Place(place.clone())),
        None if args.right => Some(Judgement::Right),
        None if args.wrong => Some(Judgement::Wrong),
        None => None,
    };
    let verdict = Verdict { judgement, when: args.when.clone() };
    if verdict == Verdict::default() {
        bail!("nothing is said of {mention}: give --right, --wrong, --place, --when or --undo");
    }
    let words = batch.judge(article, start, args.end, &verdict)?;
    batch.commit()?;
    say(format_args!("{mention}: kept for “{words}”"));
    Ok(loaded)
}

fn gold(database: &Database) -> anyhow::Result<Outcome> {
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let mut written = Ok(());
    database.each_gold(|line| {
        if written.is_ok() {
            written = writeln!(stdout, "{line}");
        }
    })?;
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Outcome::Done),
        done => done.map(|()| Outcome::Done).context("cannot write to standard output"),
    }
}
