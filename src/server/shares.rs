//! Shares: that no client holds all that there is of something.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::server::problem::Problem;

/// Where a request comes from: what the connection says, never a header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// What each address holds.
#[derive(Clone, Debug)]
pub(crate) struct Shares {
    most: usize,
    held: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One that is held until this is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    of: Option<(Shares, IpAddr)>,
}

impl Shares {
    /// Each address may hold so many.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, held: Arc::default() }
    }

    /// One more for this address. This machine is not counted, as a proxy on it stands for all its clients.
    ///
    /// # Errors
    ///
    /// 429 when it holds all that it may.
    pub(crate) fn take(&self, peer: Option<Peer>) -> Result<Share, Problem> {
        let Some(Peer(address)) = peer.filter(|it| !it.0.to_canonical().is_loopback()) else {
            return Ok(Share { of: None });
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let n = held.entry(address).or_default();
        if *n == self.most {
            return Err(Problem::OfOne { most: self.most });
        }
        *n += 1;
        Ok(Share { of: Some((self.clone(), address)) })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let Some((shares, address)) = self.of.take() else { return };
        let mut held = shares.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = held.get_mut(&address) {
            *n -= 1;
            if *n == 0 {
                held.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::http::header::RETRY_AFTER;
    use axum::response::IntoResponse;

    fn peer(address: &str) -> Peer {
        Peer(address.parse().unwrap())
    }

    #[test]
    fn an_address_holds_its_share_and_no_more() {
        let shares = Shares::new(2);
        let held = [
            shares.take(Some(peer("192.0.2.1"))).unwrap(),
            shares.take(Some(peer("192.0.2.1"))).unwrap(),
        ];
        let refused = shares.take(Some(peer("192.0.2.1"))).unwrap_err().into_response();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers().contains_key(RETRY_AFTER));
        assert!(shares.take(Some(peer("192.0.2.2"))).is_ok());
        drop(held);
        assert!(shares.held.lock().unwrap().is_empty());
        assert!(shares.take(Some(peer("192.0.2.1"))).is_ok());
    }

    #[test]
    fn this_machine_is_not_counted() {
        let shares = Shares::new(0);
        assert!(shares.take(None).is_ok());
        for here in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert!(shares.take(Some(peer(here))).is_ok());
        }
    }
}
