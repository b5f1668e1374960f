//! `tadmur serve`: reads articles and opens the map.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, anyhow};
use axum::http::HeaderValue;
use tadmur_geoparser::gazetteer::Gazetteer;

use crate::article::seeds::seeds;
use crate::cli::ingest::{Ingestion, Words};
use crate::cli::input::{self, Gazetteers};
use crate::cli::live::Live;
use crate::cli::{Outcome, say, upgrade};
use crate::database::{Database, Packs};
use crate::gazetteer::Searched;
use crate::server::waiting::while_waiting;
use crate::server::{App, Basemap, Log, Settings, listen as connections, router};
use crate::store::Store;

const DEFAULT_HOST: &str = "127.0.0.1";
const DEFAULT_PORT: u16 = 7878;

const AFTER_HELP: &str = "\
Examples:
  tadmur serve                              the two built-in articles
  tadmur serve articles/ one.txt --open     a folder and a file, and the browser
  tadmur serve --db news.db                 what tadmur ingest keeps, and what it takes in meanwhile
  tadmur serve --config tadmur.toml         settings from a file; tadmur config check looks at it
  TADMUR_PORT=8080 tadmur serve             or from the environment
  tadmur serve --basemap syria.pmtiles      your own tiles beneath the places
  tadmur serve --port 0                     any free port; the address is printed";

/// Read articles and serve their map
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Texts, pages, feeds, tables, archives, and folders of them [default: the two built-in articles]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// A file of settings, TOML, with the names of these options; options and the environment go before it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The port to listen on; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PORT)]
    port: u16,
    /// The address to listen on; only this machine reaches the default
    #[arg(long, value_name = "ADDRESS", default_value = DEFAULT_HOST)]
    host: String,
    /// A database of tadmur ingest: serves what it keeps, and PATHS are read into it first
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    #[command(flatten)]
    live: Live,
    #[command(flatten)]
    gazetteers: Gazetteers,
    /// What the map draws beneath the places: a PMTiles archive, or the address of a MapLibre style, which needs the
    /// network [default: the built-in basemap]
    #[arg(long, value_name = "FILE|URL")]
    basemap: Option<String>,
    /// The address that people see, when a proxy stands in front: links begin with it
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// The origin whose pages may read answers, such as `https://example.org`, or * for all
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    cors: Option<HeaderValue>,
    /// Write a line of JSON for each request to standard error
    #[arg(long)]
    access_log: bool,
    /// Open the map in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let token = args.live.token(args.db.is_some())?;
    let basemap = args.basemap.as_deref().map(Basemap::of).transpose().context("--basemap")?;
    let listener = listen(&args.host, args.port)?;
    let address = listener.local_addr().context("cannot tell the address")?;
    let Loaded { gazetteer, store, kept, outcome } =
        while_waiting(&listener, || load(args)).context("cannot listen")??;
    let url = format!("http://{address}/");
    announce(&store, address, &url)?;
    if args.open {
        open(&url);
    }
    let places = Arc::new(Searched::new(gazetteer, args.gazetteers.cache()));
    let to_warm = Arc::clone(&places);
    thread::spawn(move || to_warm.warm());
    let settings = settings(args, address);
    let mut app = App::of(store).with_places(Arc::clone(&places)).with_settings(settings);
    if let Some(basemap) = basemap {
        app = app.with_basemap(basemap);
    }
    if let Some((database, packs, seen)) = kept {
        app = args.live.begin(app, database.path(), &places, token)?;
        app.follow(database, packs, seen, |error| say(format_args!("tadmur: {error}")));
    }
    serve(listener, app)?;
    Ok(outcome)
}

/// What is served.
struct Loaded {
    gazetteer: Gazetteer,
    store: Store,
    /// The database that it comes from, what is read of it, and its data version then.
    kept: Option<(Database, Packs, i64)>,
    outcome: Outcome,
}

fn load(args: &Args) -> anyhow::Result<Loaded> {
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let (store, read, kept) = if let Some(db) = &args.db {
        let read = into_database(db, args, &gazetteer)?;
        let database = Database::open_to_read(db)?;
        let seen = database.data_version()?;
        let mut packs = Packs::beside(db);
        (database.refresh(&mut packs)?, read, Some((database, packs, seen)))
    } else {
        let (store, read) = from_files(args, &gazetteer)?;
        (store, read, None)
    };
    Ok(Loaded { gazetteer, store, kept, outcome: loaded.and(read) })
}

/// The articles of the paths, or the built-in ones.
fn from_files(args: &Args, gazetteer: &Gazetteer) -> anyhow::Result<(Store, Outcome)> {
    if args.paths.is_empty() {
        return Ok((Store::of(input::built_in(gazetteer, &seeds())), Outcome::Done));
    }
    input::store(gazetteer, &args.paths)
}

/// Reads the paths into the database.
fn into_database(db: &Path, args: &Args, gazetteer: &Gazetteer) -> anyhow::Result<Outcome> {
    if args.paths.is_empty() {
        if args.live.writes() {
            drop(upgrade::open(db)?);
        }
        return Ok(Outcome::Done);
    }
    let ingestion =
        Ingestion { gazetteer, home: None, again: false, words: Words::Progress, seen: None };
    let (done, outcome) = ingestion.run(&mut upgrade::open(db)?, &args.paths)?;
    say(done);
    Ok(outcome)
}

/// How the server is reached, from the options.
fn settings(args: &Args, address: SocketAddr) -> Settings {
    let log: Option<Log> = args.access_log.then(|| Arc::new(|line: &str| say(line)) as Log);
    Settings {
        local_only: address.ip().is_loopback() && args.public_url.is_none(),
        public_url: args.public_url.clone(),
        cors: args.cors.clone(),
        log,
    }
}

fn public_url(url: &str) -> Result<String, &'static str> {
    let plain = url.starts_with("http://") || url.starts_with("https://");
    plain.then(|| url.to_owned()).ok_or("it does not begin with http:// or https://")
}

fn origin(origin: &str) -> Result<HeaderValue, &'static str> {
    let plain = origin == "*" || origin.starts_with("http://") || origin.starts_with("https://");
    let value = HeaderValue::try_from(origin.trim_end_matches('/')).ok().filter(|_| plain);
    value.ok_or("neither an origin such as https://example.org nor *")
}

fn listen(host: &str, port: u16) -> anyhow::Result<TcpListener> {
    let addresses: Vec<SocketAddr> = (host, port)
        .to_socket_addrs()
        .with_context(|| format!("--host `{host}` is not an address of this machine"))?
        .collect();
    TcpListener::bind(&addresses[..]).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => anyhow!(
            "{host}:{port} is taken by another program; choose another port with --port N, \
             or any free one with --port 0"
        ),
        io::ErrorKind::PermissionDenied => {
            anyhow!("{host}:{port} is not allowed: {error}; choose a port above 1023 with --port N")
        }
        _ => anyhow!(error).context(format!("cannot listen on {host}:{port}")),
    })
}

fn announce(store: &Store, address: SocketAddr, url: &str) -> anyhow::Result<()> {
    let articles = count(store.n_articles(), "article");
    let mentions = count(store.n_features(), "mention");
    let places = count(store.places().len(), "place");
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "Tadmur is serving {articles} with {mentions} of {places} at {url}")
        .and_then(|()| stdout.flush())
        .context("cannot write to standard output")?;
    if !address.ip().is_loopback() {
        say(
            "whoever reaches this machine can read these articles; --host 127.0.0.1 keeps them here",
        );
    }
    say("Ctrl-C ends it");
    Ok(())
}

/// `1 article`, `2 articles`.
fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Asks the system for its browser. The map is served whether or not there is one.
fn open(url: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    if let Err(error) = Command::new(program).args(arguments).arg(url).spawn() {
        say(format_args!("--open: cannot run {program}: {error}; open {url} yourself"));
    }
}

/// Until Ctrl-C or a termination signal; what is under way then has a few seconds.
fn serve(listener: TcpListener, app: App) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the server")?;
    let served = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        connections::serve(listener, router(app), stopped()).await
    });
    runtime.shutdown_background();
    served.context("the server failed")
}

#[cfg(unix)]
async fn stopped() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stopped() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
