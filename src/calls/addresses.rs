//! Which addresses this server may call on behalf of what somebody typed. Whoever can make a server call any address can
//! reach what only the server reaches: itself, its neighbours, the metadata of a cloud.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why an address cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlProblem {
    /// It is no address that begins with `http://` or `https://`, or it holds a name and password.
    Unusable,
    /// It names an address that must not be reached.
    Forbidden,
}

/// Reads an address that somebody typed. Names are not looked up here: what they lead to is checked at each call.
///
/// # Errors
/// See [`UrlProblem`].
pub fn target(text: &str, may_reach_private: bool) -> Result<Url, UrlProblem> {
    let url = Url::parse(text).map_err(|_| UrlProblem::Unusable)?;
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && text.len() <= 2000;
    let Some(host) = url.host().filter(|_| is_plain) else { return Err(UrlProblem::Unusable) };
    if may_reach_private || literal(&host).is_none_or(is_public) {
        Ok(url)
    } else {
        Err(UrlProblem::Forbidden)
    }
}

/// The address a host is, if it is one and no name. Other ways to write one (decimal, octal, short) were read before.
pub fn literal<S>(host: &Host<S>) -> Option<IpAddr> {
    match host {
        Host::Ipv4(address) => Some((*address).into()),
        Host::Ipv6(address) => Some((*address).into()),
        Host::Domain(_) => None,
    }
}

/// The host of an address: all of it that may be known to everybody. Empty when it is none.
pub fn host_of(text: &str) -> String {
    Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether an address belongs to the public internet, and to nobody in particular.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = a == 0
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        // Shared by providers, protocol assignments, old relays, benchmarks, multicast, reserved, broadcast.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 224;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    let is_global = first & 0xe000 == 0x2000;
    // Protocol assignments and tunnels (2001:0::/23), documentation.
    let is_special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) || first == 0x3fff;
    is_global && !is_special
}

/// The address of version 4 that one of version 6 stands for: mapped, translated (64:ff9b::/96), 6to4.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let two = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(two(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    /// Ways to write an address that must not be reached.
    const FORBIDDEN: &[&str] = &[
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.255.255.254/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://１２７.0.0.1/",
        "http://0.0.0.0/",
        "http://0/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://192.0.0.170/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
        "http://[fc00::1]/",
        "http://[fd12:3456::1]/",
        "http://[fe80::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[2001:db8::1]/",
        "http://[100::1]/",
    ];

    #[test]
    fn s31_an_address_of_the_own_network_is_refused_however_it_is_written() {
        for text in FORBIDDEN {
            assert_eq!(target(text, false).unwrap_err(), UrlProblem::Forbidden, "{text}");
            assert!(target(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn public_addresses_and_names_are_taken() {
        for text in [
            "https://example.com/hook?x=1",
            "http://8.8.8.8/",
            "http://[2606:4700::1111]/",
            "http://172.32.0.1/",
        ] {
            assert!(target(text, false).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_web_address_is_refused_whatever_may_be_reached() {
        for text in [
            "",
            "example.com",
            "ftp://example.com/",
            "file:///etc/passwd",
            "http://",
            "gopher://127.0.0.1:25/",
            "http://name@example.com/",
            "http://name:word@example.com/",
            "javascript:alert(1)",
        ] {
            assert_eq!(target(text, true).unwrap_err(), UrlProblem::Unusable, "{text}");
        }
    }
}
