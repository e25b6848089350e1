//! Octets to send, some of them secret: what goes out and what may be printed of it are derived from one value.

use super::{MASK, Secret};
use std::fmt;

/// A text in parts. Each part is public or secret, and only a part that was added as public is printed.
#[derive(Clone, Default)]
pub(crate) struct Parts(Vec<Part>);

#[derive(Clone)]
enum Part {
    Public(Vec<u8>),
    Secret(Secret),
}

impl Parts {
    /// One public part.
    pub(crate) fn public(octets: impl Into<Vec<u8>>) -> Self {
        Parts::default().and_public(octets)
    }

    /// One secret part.
    pub(crate) fn secret(secret: Secret) -> Self {
        Parts::default().and_secret(secret)
    }

    /// Appends a part that may be printed.
    pub(crate) fn and_public(mut self, octets: impl Into<Vec<u8>>) -> Self {
        self.0.push(Part::Public(octets.into()));
        self
    }

    /// Appends a part that is printed as a mask.
    pub(crate) fn and_secret(mut self, secret: Secret) -> Self {
        self.0.push(Part::Secret(secret));
        self
    }

    /// Appends the parts of another text.
    pub(crate) fn and(mut self, other: Parts) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The length of what is sent, in octets.
    pub(crate) fn octets(&self) -> usize {
        self.0.iter().map(|part| part.sent().len()).sum()
    }

    /// Appends what is sent.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        self.0
            .iter()
            .for_each(|part| out.extend_from_slice(part.sent()));
    }

    /// What may be printed: public parts as they are, each secret part as [`MASK`].
    pub(crate) fn shown(&self) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Public(octets) => String::from_utf8_lossy(octets),
                Part::Secret(_) => MASK.into(),
            })
            .collect()
    }

    /// The secret parts.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter().filter_map(|part| match part {
            Part::Public(_) => None,
            Part::Secret(secret) => Some(secret),
        })
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({:?})", self.shown())
    }
}

impl Part {
    fn sent(&self) -> &[u8] {
        match self {
            Part::Public(octets) => octets,
            Part::Secret(secret) => secret.expose(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_parts_are_shown() {
        let parts = Parts::public("APOP joe ").and_secret(Secret::new("c4c9334b"));
        let mut sent = Vec::new();
        parts.encode(&mut sent);
        assert_eq!(sent, b"APOP joe c4c9334b");
        assert_eq!(parts.octets(), sent.len());
        assert_eq!(parts.shown(), "APOP joe ********");
        let secrets: Vec<_> = parts.secrets().map(Secret::expose).collect();
        assert_eq!(secrets, [b"c4c9334b"]);
        assert_eq!(format!("{parts:?}"), "Parts(\"APOP joe ********\")");
    }
}
