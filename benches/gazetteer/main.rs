//! What the gazetteer's engine costs: `cargo bench --bench gazetteer -- [load] [match] [search] [big N [others]]`.
//!
//! Every figure is the best of a few runs; memory is the resident set as the system counts it (`VmRSS`, `VmHWM`).
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, not the program")]

mod synth;

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use tadmur::gazetteer::{Base, Cache, load};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::{Query, Search};
use tadmur_geoparser::place::NameSort;

use crate::synth::Random;

/// With more names than this other matchers take minutes and tens of gigabytes.
const MOST_NAMES_OF_OTHERS: usize = 5_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let all = arguments.is_empty();
    let wants = |what: &str| all || arguments.iter().any(|it| it == what);
    if wants("load") {
        bench_load();
    }
    if wants("match") {
        let gazetteer = load(Base::BUILT_IN, &[], &Cache::of_system()).unwrap().gazetteer;
        bench_match("gazetteer.csv", &gazetteer);
    }
    if wants("search") {
        bench_search();
    }
    if let Some(at) = arguments.iter().position(|it| it == "big") {
        let n = arguments.get(at + 1).and_then(|it| it.parse().ok()).unwrap_or(13_000_000);
        bench_big(n);
    }
}

/// The shipped file: compiling it, and taking it from a cold and a warm cache.
fn bench_load() {
    let folder = std::env::temp_dir().join(format!("tadmur-bench-{}", std::process::id()));
    let start = Instant::now();
    let csv = (Base::BUILT_IN.csv)();
    println!("load: unpack {} bytes: {:?}", csv.len(), start.elapsed());
    let (gazetteer, took) = best(5, || Gazetteer::from_csv(&[("gazetteer.csv", &csv)]).unwrap().0);
    println!(
        "load: compile {} places, {} names: {took:?}, image {} bytes",
        gazetteer.len(),
        gazetteer.index().n_postings(),
        gazetteer.as_image().len()
    );
    drop((csv, gazetteer));
    let start = Instant::now();
    drop(load(Base::BUILT_IN, &[], &Cache::at(folder.clone())).unwrap());
    println!("load: first start: {:?}", start.elapsed());
    let (_, took) = best(5, || load(Base::BUILT_IN, &[], &Cache::at(folder.clone())).unwrap());
    println!("load: later starts: {took:?}, {}", memory());
    fs::remove_dir_all(folder).unwrap();
}

/// The names of a gazetteer in running text: ours, and two general multi-pattern matchers with the same names.
fn bench_match(what: &str, gazetteer: &Gazetteer) {
    let mut text = String::new();
    let mut seeds: Vec<_> = fs::read_dir("seeds").unwrap().map(|it| it.unwrap().path()).collect();
    seeds.sort();
    let article: String = seeds
        .iter()
        .filter(|it| it.extension().is_some_and(|it| it == "txt"))
        .map(|it| fs::read_to_string(it).unwrap())
        .collect();
    while text.len() < 32 << 20 {
        text.push_str(&article);
    }
    let rate = |took: Duration| text.len() as f64 / 1e6 / took.as_secs_f64();
    let (n, took) = best(3, || {
        let mut n = 0;
        gazetteer.index().scan(&text, |_, postings| n += usize::from(!postings.is_empty()));
        n
    });
    println!("match: {what}: ours {:.0} MB/s, {n} names found, {}", rate(took), memory());

    let mut names: Vec<String> = gazetteer
        .ids()
        .flat_map(|id| gazetteer.names(id).filter(|it| it.sort != NameSort::Demonym))
        .map(|it| it.text.to_lowercase())
        .collect();
    names.sort();
    names.dedup();
    if names.len() > MOST_NAMES_OF_OTHERS && !std::env::args().any(|it| it == "others") {
        println!("match: {what}: {} names; with `others` other matchers try them too", names.len());
        return;
    }
    let lower = text.to_lowercase();
    let start = Instant::now();
    let automaton = daachorse::CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(daachorse::MatchKind::LeftmostLongest)
        .build(&names)
        .map(|it: daachorse::CharwiseDoubleArrayAhoCorasick<u32>| it);
    match automaton {
        Ok(automaton) => {
            let built = start.elapsed();
            let (n, took) = best(3, || automaton.leftmost_find_iter(&lower).count());
            println!(
                "match: {what}: daachorse {:.0} MB/s (text lowered before), {n} found, built in {built:?}, {} bytes",
                rate(took),
                automaton.heap_bytes()
            );
        }
        Err(error) => println!("match: {what}: daachorse cannot be built: {error}"),
    }
    let start = Instant::now();
    let automaton = aho_corasick::AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .kind(Some(aho_corasick::AhoCorasickKind::ContiguousNFA))
        .build(&names);
    match automaton {
        Ok(automaton) => {
            let built = start.elapsed();
            let (n, took) = best(3, || automaton.find_iter(&lower).count());
            println!(
                "match: {what}: aho-corasick {:.0} MB/s (text lowered before), {n} found, built in {built:?}, {} bytes",
                rate(took),
                automaton.memory_usage()
            );
        }
        Err(error) => println!("match: {what}: aho-corasick cannot be built: {error}"),
    }
}

/// 10,000 mixed queries: whole names, beginnings, names with a letter changed, other spellings, nonsense.
fn bench_search() {
    let gazetteer = load(Base::BUILT_IN, &[], &Cache::of_system()).unwrap().gazetteer;
    let start = Instant::now();
    let search = Search::compile(&gazetteer);
    println!("search: compile: {:?}, image {} bytes", start.elapsed(), search.as_image().len());
    let mut random = Random::new(5);
    let mut queries = Vec::new();
    while queries.len() < 10_000 {
        let id = gazetteer.ids().nth(random.below(gazetteer.len() as u64) as usize).unwrap();
        let n_names = u64::from(gazetteer.n_names(id)).max(1);
        let mut letters: Vec<char> =
            gazetteer.nth_name(id, random.below(n_names) as u16).chars().collect();
        if letters.is_empty() {
            continue;
        }
        let at = random.below(letters.len() as u64) as usize;
        match random.below(5) {
            0 => {}
            1 => letters.truncate(at.max(1)),
            2 => letters[at] = 'e',
            3 => drop(letters.remove(at)),
            _ => letters.insert(at, 'h'),
        }
        queries.push(letters.into_iter().collect::<String>());
    }
    let mut times: Vec<Duration> = Vec::new();
    let mut n_found = 0;
    for text in &queries {
        // the best of three, so that it is the search that is measured and not what else the machine does
        let (found, took) = best(3, || search.find(&gazetteer, &Query::of(text)));
        n_found += usize::from(!found.is_empty());
        times.push(took);
    }
    let mut slowest: Vec<_> = times.iter().zip(&queries).collect();
    slowest.sort();
    println!("search: slowest {:?}", &slowest[slowest.len() - 3..]);
    times.sort();
    let at = |share: usize| times[times.len() * share / 100];
    println!(
        "search: {} queries, {n_found} answered: p50 {:?}, p99 {:?}, most {:?}, {}",
        queries.len(),
        at(50),
        at(99),
        times[times.len() - 1],
        memory()
    );
}

/// A synthetic gazetteer of many places: compiled, written, mapped, matched.
fn bench_big(n: usize) {
    let csv = synth::csv(n);
    println!("big: {n} places in {} bytes, {}", csv.len(), memory());
    let start = Instant::now();
    let (gazetteer, faults) = Gazetteer::from_csv(&[("synthetic", csv.as_bytes())]).unwrap();
    println!(
        "big: compile: {:?}, {} names, {} faults, image {} bytes, {}",
        start.elapsed(),
        gazetteer.index().n_postings(),
        faults.len(),
        gazetteer.as_image().len(),
        memory()
    );
    drop(csv);
    let folder = std::env::temp_dir().join(format!("tadmur-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("big.image");
    fs::write(&path, gazetteer.as_image()).unwrap();
    drop(gazetteer);
    let (gazetteer, took) = best(3, || tadmur::gazetteer::map(&path).unwrap());
    println!("big: later starts: {took:?}, {}", memory());
    bench_match("synthetic", &gazetteer);
    fs::remove_dir_all(folder).unwrap();
}

/// The result of the last run, and the time of the quickest.
fn best<T>(n: usize, mut run: impl FnMut() -> T) -> (T, Duration) {
    let mut quickest = Duration::MAX;
    let mut result = None;
    for _ in 0..n {
        drop(result.take());
        let start = Instant::now();
        result = Some(black_box(run()));
        quickest = quickest.min(start.elapsed());
    }
    (result.unwrap(), quickest)
}

/// Resident now, and at most so far.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let found = status.lines().find_map(|it| it.strip_prefix(name));
        found.map_or("?".to_owned(), |it| it.trim_start_matches(':').trim().to_owned())
    };
    format!("{} resident, {} at most", line("VmRSS"), line("VmHWM"))
}
