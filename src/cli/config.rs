//! Settings of `tadmur serve` from a file and from the environment, and `tadmur config check`.
//!
//! # Shape
//!
//! An option `--public-url` is `TADMUR_PUBLIC_URL` in the environment and `public-url` in the file. Clap reads the
//! environment. What the file says goes before the arguments that were given, unless these or the environment name the
//! same option, and so passes every check that an option passes.
//!
//! # Errors
//!
//! Every fault of the file, with its line, what was found and what is expected.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command, CommandFactory};
use toml::de::{DeTable, DeValue};

use crate::cli::{Cli, Outcome, say};

/// The command that has settings, and its option that names the file.
const SERVE: &str = "serve";
const CONFIG: &str = "config";

const AFTER_HELP: &str = "\
Examples:
  tadmur config check tadmur.toml           every fault with its line; exit code 2 when there is one";

/// Look at a file of settings
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Check(Check),
}

/// Tell what is wrong in a file of settings for tadmur serve
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
struct Check {
    /// The file, TOML
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// A setting of the file, as arguments.
struct Setting {
    name: String,
    arguments: Vec<OsString>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let What::Check(Check { file }) = &args.what;
    let settings = read(file)?;
    let given = ["tadmur", SERVE].map(OsString::from).into_iter();
    let whole = given.chain(settings.iter().flat_map(|it| it.arguments.clone()));
    if let Err(error) = Cli::command().try_get_matches_from(whole) {
        bail!("{}: {}", file.display(), words(&error));
    }
    let n = settings.len();
    say(format_args!("{}: {n} setting{}, no fault", file.display(), if n == 1 { "" } else { "s" }));
    Ok(Outcome::Done)
}

/// Every command, with the environment as a source of the server's options.
pub(super) fn command() -> Command {
    Cli::command().mut_subcommand(SERVE, |serve| {
        serve.mut_args(|arg| match arg.get_long().map(variable) {
            Some(name) => arg.env(name).hide_env(true),
            None => arg,
        })
    })
}

/// The arguments that the process was given, with those that the file of settings adds.
pub(super) fn arguments() -> anyhow::Result<Vec<OsString>> {
    let mut given: Vec<OsString> = env::args_os().collect();
    if given.len() < 2 {
        given.push(SERVE.into());
    }
    if given[1] != SERVE {
        return Ok(given);
    }
    let from_environment = || env::var_os(variable(CONFIG)).filter(|it| !it.is_empty());
    let Some(file) = argument(&given, CONFIG).or_else(from_environment) else {
        return Ok(given);
    };
    let mut added = Vec::new();
    for Setting { name, arguments } in read(Path::new(&file))? {
        if argument(&given, &name).is_none() && env::var_os(variable(&name)).is_none() {
            added.extend(arguments);
        }
    }
    given.splice(2..2, added);
    Ok(given)
}

/// The value of an option that was given; empty when it has none.
fn argument(given: &[OsString], name: &str) -> Option<OsString> {
    let option = format!("--{name}");
    let options = || given.iter().take_while(|it| *it != "--");
    let at = options().position(|it| {
        let bytes = it.as_encoded_bytes();
        bytes.strip_prefix(option.as_bytes()).is_some_and(|it| it.is_empty() || it[0] == b'=')
    })?;
    let joined = given[at].to_str().and_then(|it| it.split_once('='));
    let next = || given.get(at + 1).cloned().unwrap_or_default();
    Some(joined.map_or_else(next, |(_, value)| value.into()))
}

/// `TADMUR_PUBLIC_URL` for `public-url`.
fn variable(name: &str) -> String {
    format!("TADMUR_{}", name.to_ascii_uppercase().replace('-', "_"))
}

/// The settings in the file, in its order.
fn read(file: &Path) -> anyhow::Result<Vec<Setting>> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("{shown}: cannot read"))?;
    let line = |at: usize| text.bytes().take(at).filter(|it| *it == b'\n').count() + 1;
    let table = DeTable::parse(&text).map_err(|error| {
        let at = error.span().map_or(0, |it| it.start);
        anyhow::anyhow!("{shown}:{}: not TOML: {}", line(at), error.message())
    })?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let command = Cli::command();
    let options: Vec<&Arg> = command
        .find_subcommand(SERVE)
        .into_iter()
        .flat_map(Command::get_arguments)
        .filter(|it| it.get_long().is_some_and(|name| name != CONFIG && name != "help"))
        .collect();
    let (mut settings, mut faults) = (Vec::new(), Vec::new());
    for (key, value) in entries {
        let name: &str = key.get_ref();
        match setting(&options, name, value.get_ref()) {
            Ok(arguments) => settings.push(Setting { name: name.to_owned(), arguments }),
            Err(fault) => faults.push(format!("{shown}:{}: {fault}", line(key.span().start))),
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(settings)
}

/// The arguments that say the same as the setting.
fn setting(options: &[&Arg], name: &str, value: &DeValue<'_>) -> Result<Vec<OsString>, String> {
    let Some(option) = options.iter().find(|it| it.get_long() == Some(name)) else {
        let known: Vec<_> = options.iter().filter_map(|it| it.get_long()).collect();
        return Err(format!("`{name}` is no setting; expected one of {}", known.join(", ")));
    };
    let wrong = |expected: &str| format!("{name}: found {}; expected {expected}", kind(value));
    let values = match (option.get_action(), value) {
        (ArgAction::SetTrue, DeValue::Boolean(true)) => {
            return Ok(vec![format!("--{name}").into()]);
        }
        (ArgAction::SetTrue, DeValue::Boolean(false)) => return Ok(Vec::new()),
        (ArgAction::SetTrue, _) => return Err(wrong("true or false")),
        (ArgAction::Append, DeValue::Array(values)) => {
            let values = values.iter().map(|it| plain(it.get_ref())).collect::<Option<Vec<_>>>();
            values.ok_or_else(|| wrong("a list of texts"))?
        }
        (ArgAction::Append, one) => {
            vec![plain(one).ok_or_else(|| wrong("a text or a list of texts"))?]
        }
        (_, one) => vec![plain(one).ok_or_else(|| wrong("a text or a whole number"))?],
    };
    let mut arguments: Vec<OsString> = Vec::new();
    for value in values {
        let argument = OsString::from(format!("--{name}={value}"));
        let alone = [OsStr::new("tadmur"), OsStr::new(SERVE), &argument];
        if let Err(error) = Cli::command().try_get_matches_from(alone)
            && matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue)
        {
            return Err(format!("{name}: {}", words(&error)));
        }
        arguments.push(argument);
    }
    Ok(arguments)
}

fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list with something else than texts",
        DeValue::Table(_) => "a table",
    }
}

/// What clap says, without its frame.
fn words(error: &clap::Error) -> String {
    let said = error.to_string();
    let whole = said.trim_start_matches("error: ");
    whole.split("\n\n").next().unwrap_or_default().replace("\n ", "")
}
