//! A small world for tests: a gazetteer, articles, a server without a socket, the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, router};
use tadmur::store::Store;
use tadmur_geoparser::gazetteer::Gazetteer;
use tower::ServiceExt;

pub(crate) const GAZETTEER: &str = "\
id,title,types,ccodes,lon,lat,population,variants
gn:163808,Palmyra,city,SY,38.28,34.56,51323,Tadmur@;تدمر@ar
gn:169577,Homs,city,SY,36.72,34.73,775404,حمص@ar
gn:170063,Aleppo,city,SY,37.16,36.2,1602264,حلب@ar
gn:163843,Syria,country,SY,38,35,18000000,سوريا@ar
gn:2198148,Suva,city,FJ,178.44,-18.14,77366,
";

/// Palmyra is named three times, Homs and Aleppo once; the é makes bytes and code points differ.
pub(crate) const SIEGE: &str = "\
The café in Palmyra was closed on 3 May 2015. Shells fell on Homs.

Palmyra is near the desert. Workers returned to Aleppo from Palmyra.
";

/// Names a place on the other side of the antimeridian.
pub(crate) const STORM: &str = "A storm reached Suva on 20 December 2016.\n";

pub(crate) static SMALL: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::from_csv(&[("small.csv", GAZETTEER.as_bytes())]).unwrap().0);

pub(crate) fn app() -> Router {
    let articles = [SIEGE, STORM].map(|text| Article::from_text(text.to_owned()));
    router(App::of(Store::of(articles.iter().map(|it| reading(&SMALL, it)))))
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}

/// Asks the app of [`SIEGE`] and [`STORM`].
pub(crate) fn ask(path: &str, headers: &[(&str, &str)]) -> Answer {
    request("GET", path, headers)
}

pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask_app(app(), method, path, headers)
}

/// Asks another app.
pub(crate) fn ask_app(app: Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:7878");
    for &(name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let response = app.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    })
}

/// A folder that is gone when the test is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("tadmur-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tadmur"));
    command.stdin(Stdio::null()).env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}
