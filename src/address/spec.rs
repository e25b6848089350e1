//! Local part and domain: which characters each may contain, and how it is written.

use super::unseen::{is_joiner, is_unseen};
use super::{Address, AddressError, MAX_DOMAIN_OCTETS, MAX_LOCAL_PART_OCTETS, MAX_PATH_OCTETS};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Maximum length of one label of a domain name, in octets (RFC 1035 section 2.3.4).
const MAX_LABEL_OCTETS: usize = 63;

/// `atext` of RFC 5322 section 3.2.3, with the UTF-8 that RFC 6531 section 3.3 adds.
pub(super) fn is_atext(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        !c.is_control() && !c.is_whitespace()
    }
}

/// Whether a domain name may contain `c`. RFC 5321's `sub-domain` does not allow the underscore, but host names of
/// container networks have it; the server decides whether to accept it.
fn is_domain_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_' || (!c.is_ascii() && is_atext(c))
}

fn is_dot_atom(text: &str) -> bool {
    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// The local part as a dot-string if it can be one, otherwise as a quoted-string (RFC 5321 section 4.1.2).
pub(super) fn local_on_the_wire(local: &str) -> String {
    if is_dot_atom(local) {
        return local.to_owned();
    }
    let mut quoted = String::with_capacity(local.len() + 2);
    quoted.push('"');
    for c in local.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// Parses `local@domain`; `text` is nothing else.
pub(super) fn parse(text: &str) -> Result<Address, AddressError> {
    let fail = |expected| Err(AddressError::new(text, expected));
    if text.is_empty() {
        return fail("it is empty, expected user@domain");
    }
    if text.chars().any(char::is_control) {
        return fail("control characters are not allowed");
    }
    let (local, rest) = match text.strip_prefix('"') {
        Some(quoted) => match unquote(quoted) {
            Some(split) => split,
            None => return fail("the quote is not closed"),
        },
        None => {
            let end = text.find('@').unwrap_or(text.len());
            (text[..end].to_owned(), &text[end..])
        }
    };
    let Some(domain) = rest.strip_prefix('@') else {
        return fail("expected user@domain");
    };
    refuse_unseen(text, &local, domain)?;
    if !text.starts_with('"') && !is_dot_atom(&local) {
        return fail("the part before @ has a misplaced dot or a character that needs quotes");
    }
    if domain.contains('@') {
        return fail("there are two @");
    }
    build(text, local, domain)
}

/// The content of a quoted-string and the text after it; `text` begins after the opening quote.
pub(super) fn unquote(text: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((content, &text[at + 1..])),
            '\\' => content.push(characters.next()?.1),
            c => content.push(c),
        }
    }
    None
}

/// Refuses characters that nobody sees. In a domain, U+200C and U+200D are left to the rules of IDNA.
fn refuse_unseen(shown: &str, local: &str, domain: &str) -> Result<(), AddressError> {
    let in_domain = |c: &char| is_unseen(*c) && !is_joiner(*c);
    let found = (local.chars().find(|c| is_unseen(*c))).or_else(|| domain.chars().find(in_domain));
    let expected = match found {
        None => return Ok(()),
        Some(char::REPLACEMENT_CHARACTER) => {
            "it contains \\u{fffd}, which replaces octets that could not be decoded".to_owned()
        }
        Some(c) => format!("it contains the invisible character {}", c.escape_unicode()),
    };
    Err(AddressError::new(shown, expected))
}

/// Checks the domain, the lengths, and that every character is one that people see; `local` has no control character.
pub(super) fn build(shown: &str, local: String, domain: &str) -> Result<Address, AddressError> {
    refuse_unseen(shown, &local, domain)?;
    let fail = |expected| Err(AddressError::new(shown, expected));
    let wire_octets = local_on_the_wire(&local).len();
    if wire_octets > MAX_LOCAL_PART_OCTETS {
        return fail("the part before @ is longer than 64 octets");
    }
    if domain.len() > MAX_DOMAIN_OCTETS {
        return fail("the domain is longer than 255 octets");
    }
    if wire_octets + "@<>".len() + domain.len() > MAX_PATH_OCTETS {
        return fail("it is longer than 256 octets");
    }
    if let Some(literal) = bracketed(domain) {
        return Err(AddressError::new(
            shown,
            format!(
                "an IP address needs brackets: {}@{literal}",
                local_on_the_wire(&local)
            ),
        ));
    }
    let well_formed = match domain.strip_prefix('[') {
        Some(literal) => literal.strip_suffix(']').is_some_and(is_address_literal),
        None => is_domain_name(domain),
    };
    if !well_formed {
        return fail("the domain is malformed");
    }
    let address = Address {
        local,
        domain: domain.to_owned(),
    };
    // Find an internationalized name that has no A-labels now, and not when the message is sent.
    with_a_labels(&address)?;
    Ok(address)
}

fn is_domain_name(domain: &str) -> bool {
    domain.split('.').all(|label| {
        !label.is_empty()
            && label.len()
                <= if label.is_ascii() {
                    MAX_LABEL_OCTETS
                } else {
                    MAX_DOMAIN_OCTETS
                }
            && label.chars().all(is_domain_character)
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// The address literal for an IP address without brackets; none if it is not one.
pub(crate) fn bracketed(address: &str) -> Option<String> {
    match address.parse().ok()? {
        IpAddr::V4(address) => Some(format!("[{address}]")),
        IpAddr::V6(address) => Some(format!("[IPv6:{address}]")),
    }
}

/// An address literal of RFC 5321 section 4.1.3, except its general form, which no host uses.
fn is_address_literal(literal: &str) -> bool {
    match literal.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => literal[5..].parse::<Ipv6Addr>().is_ok(),
        _ => literal.parse::<Ipv4Addr>().is_ok(),
    }
}

pub(super) fn with_a_labels(address: &Address) -> Result<Address, AddressError> {
    if address.domain.is_ascii() {
        return Ok(address.clone());
    }
    let fail = |expected| Err(AddressError::new(&address.wire(), expected));
    let Ok(domain) = idna::domain_to_ascii_strict(&address.domain) else {
        return fail("the domain is not a valid internationalized name");
    };
    if domain.starts_with('[') || !is_domain_name(&domain) {
        return fail("the domain is not a valid internationalized name");
    }
    let wire_octets = local_on_the_wire(&address.local).len();
    if wire_octets + "@<>".len() + domain.len() > MAX_PATH_OCTETS {
        return fail("it is longer than 256 octets");
    }
    Ok(Address {
        local: address.local.clone(),
        domain,
    })
}
