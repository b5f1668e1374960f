//! The command line: data to stdout, words to stderr.
//!
//! # Errors
//!
//! Exit code 0: done; 1: done, but some input was skipped or guessed at; 2: nothing could be done.

mod config;
mod correct;
mod eval;
mod export;
mod feed;
mod filters;
mod gazetteer;
mod geoparse;
mod ingest;
mod input;
mod keep;
mod line;
mod live;
mod output;
mod pipeline;
mod progress;
mod publish;
mod rate;
mod reparse;
mod serve;
mod show;
mod train;
mod upgrade;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

const AFTER_HELP: &str = "\
Examples:
  tadmur                                    the map of the two built-in articles
  tadmur serve articles/                    the map of every text, page, feed and archive below a folder
  tadmur ingest articles/ --db news.db      a database that keeps them; tadmur serve --db news.db
  tadmur geoparse article.txt > out.geojson
  echo 'Fighting in Homs.' | tadmur geoparse | jq .features

Exit codes: 0 done; 1 done, but some input was skipped or guessed at; 2 nothing could be done.";

/// A map of the places that articles mention, filtered by the time they speak of.
///
/// Without a command it serves the two built-in articles.
#[derive(Debug, Parser)]
#[command(
    name = "tadmur",
    version,
    override_usage = "tadmur [COMMAND]",
    after_help = AFTER_HELP,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Publish(publish::Args),
    Geoparse(Box<geoparse::Args>),
    Export(Box<export::Args>),
    Ingest(ingest::Args),
    Reparse(reparse::Args),
    Correct(correct::Args),
    Forget(keep::Forget),
    Rescue(keep::Rescue),
    Search(keep::Search),
    Show(show::Args),
    Eval(eval::Args),
    Train(train::Args),
    Gazetteer(gazetteer::Args),
    Config(config::Args),
}

/// Whether everything that was given was used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    Done,
    Skipped,
}

impl Outcome {
    /// Skipped when either was.
    fn and(self, other: Self) -> Self {
        if self == Self::Done { other } else { Self::Skipped }
    }
}

/// Runs the program with the arguments that the process was given.
pub fn run() -> ExitCode {
    let arguments = match config::arguments() {
        Ok(arguments) => arguments,
        Err(error) => return failed(&error),
    };
    let parsed = config::command().try_get_matches_from(arguments);
    let cli = parsed.and_then(|it| Cli::from_arg_matches(&it)).unwrap_or_else(|it| it.exit());
    let done = match cli.command {
        Command::Serve(args) => serve::run(&args),
        Command::Geoparse(args) => geoparse::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Ingest(args) => ingest::run(&args),
        Command::Reparse(args) => reparse::run(&args),
        Command::Correct(args) => correct::run(&args),
        Command::Forget(args) => keep::forget(&args),
        Command::Rescue(args) => keep::rescue(&args),
        Command::Search(args) => keep::search(&args),
        Command::Show(args) => show::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Gazetteer(args) => gazetteer::run(&args),
        Command::Config(args) => config::run(&args),
    };
    match done {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Skipped) => ExitCode::from(1),
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    say(format_args!("tadmur: {error:#}"));
    ExitCode::from(2)
}

/// Every command with its options, for the test that `docs/cli.md` names them all.
pub fn command() -> clap::Command {
    config::command()
}

/// Words for the reader, on stderr. Control characters, which a file name may hold, are shown as escapes.
fn say(words: impl Display) {
    let mut plain = String::new();
    for char in words.to_string().chars() {
        if char.is_control() && char != '\n' {
            plain.extend(char.escape_default());
        } else {
            plain.push(char);
        }
    }
    line::clear();
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(std::io::stderr().lock(), "{plain}");
}
