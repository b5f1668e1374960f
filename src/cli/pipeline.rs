//! One thread finds, every core works, one takes: in order, with a bound on what is on its way.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

/// How many things may be on their way for each worker: enough to keep them busy beside one that is slow.
const AHEAD_PER_WORKER: usize = 64;

/// How many bytes may be on their way, all together; one thing always may.
const AHEAD_BYTES: usize = 256 * 1024 * 1024;

struct State<T, D> {
    waiting: VecDeque<(usize, T)>,
    done: BTreeMap<usize, (usize, D)>,
    n_found: usize,
    n_taken: usize,
    n_bytes: usize,
    found_all: bool,
    stopped: bool,
}

struct Line<T, D> {
    state: Mutex<State<T, D>>,
    changed: Condvar,
}

impl<T, D> Line<T, D> {
    fn lock(&self) -> MutexGuard<'_, State<T, D>> {
        self.state.lock().expect("nothing panics with the lock")
    }

    /// The state once it is `ready`.
    fn when(&self, mut ready: impl FnMut(&State<T, D>) -> bool) -> MutexGuard<'_, State<T, D>> {
        self.changed
            .wait_while(self.lock(), |state| !ready(state))
            .expect("nothing panics with the lock")
    }
}

/// Stops the line when a thread of it panics, so that the others do not wait for ever.
struct Stop<'a, T, D>(&'a Line<T, D>);

impl<T, D> Drop for Stop<'_, T, D> {
    fn drop(&mut self) {
        if thread::panicking()
            && let Ok(mut state) = self.0.state.lock()
        {
            state.stopped = true;
            self.0.changed.notify_all();
        }
    }
}

/// `produce` gives things, `work` is done on them by every core, `take` has the results in the order of the things.
/// `n_bytes` says how much memory a thing holds.
pub(super) fn run<T: Send, D: Send>(
    produce: impl FnOnce(&mut dyn FnMut(T) -> ControlFlow<()>) + Send,
    n_bytes: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> D + Sync,
    mut take: impl FnMut(D) -> ControlFlow<()>,
) {
    let n_workers = thread::available_parallelism().map_or(1, Into::into);
    let line = Line {
        state: Mutex::new(State {
            waiting: VecDeque::new(),
            done: BTreeMap::new(),
            n_found: 0,
            n_taken: 0,
            n_bytes: 0,
            found_all: false,
            stopped: false,
        }),
        changed: Condvar::new(),
    };
    let (line, n_bytes, work) = (&line, &n_bytes, &work);
    thread::scope(|scope| {
        scope.spawn(move || {
            let _stop = Stop(line);
            produce(&mut |thing| {
                let bytes = n_bytes(&thing);
                let mut state = line.when(|state| {
                    let ahead = state.n_found - state.n_taken;
                    let room = state.n_bytes + bytes <= AHEAD_BYTES || ahead == 0;
                    state.stopped || (ahead < AHEAD_PER_WORKER * n_workers && room)
                });
                if state.stopped {
                    return ControlFlow::Break(());
                }
                let nth = state.n_found;
                state.n_found += 1;
                state.n_bytes += bytes;
                state.waiting.push_back((nth, thing));
                line.changed.notify_all();
                ControlFlow::Continue(())
            });
            line.lock().found_all = true;
            line.changed.notify_all();
        });
        for _ in 0..n_workers {
            scope.spawn(move || {
                let _stop = Stop(line);
                loop {
                    let mut state =
                        line.when(|it| it.stopped || it.found_all || !it.waiting.is_empty());
                    if state.stopped {
                        break;
                    }
                    let Some((nth, thing)) = state.waiting.pop_front() else { break };
                    drop(state);
                    let bytes = n_bytes(&thing);
                    let done = work(thing);
                    line.lock().done.insert(nth, (bytes, done));
                    line.changed.notify_all();
                }
            });
        }
        let _stop = Stop(line);
        loop {
            let mut state = line.when(|it| {
                it.stopped
                    || it.done.contains_key(&it.n_taken)
                    || (it.found_all && it.n_taken == it.n_found)
            });
            if state.stopped {
                break;
            }
            let nth = state.n_taken;
            let Some((bytes, done)) = state.done.remove(&nth) else { break };
            state.n_taken += 1;
            state.n_bytes -= bytes;
            drop(state);
            line.changed.notify_all();
            if take(done).is_break() {
                line.lock().stopped = true;
                line.changed.notify_all();
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let mut found = Vec::new();
        let produce = |give: &mut dyn FnMut(u64) -> ControlFlow<()>| {
            let _ = (0..1000).try_for_each(give);
        };
        let work = |nth: u64| (0..(nth % 7) * 1000).fold(nth, |it, _| std::hint::black_box(it));
        run(
            produce,
            |_| 1,
            work,
            |nth| {
                found.push(nth);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(found, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn whoever_takes_may_stop() {
        let mut n = 0;
        let produce = |give: &mut dyn FnMut(u64) -> ControlFlow<()>| {
            let _ = (0..u64::MAX).try_for_each(give);
        };
        run(
            produce,
            |_| 1,
            |it| it,
            |_| {
                n += 1;
                if n == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(n, 10);
    }
}
