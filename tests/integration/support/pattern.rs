//! How the line of a client that varies from run to run is told.

/// What a client line must look like, without its CRLF.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Literal text; between each two of them a run of anything.
    literals: Vec<Vec<u8>>,
    /// What the runs are called; `*` for those nobody asks for.
    names: Vec<String>,
}

impl Pattern {
    pub fn exact(text: &str) -> Pattern {
        Pattern {
            literals: vec![text.into()],
            names: Vec::new(),
        }
    }

    pub fn parse(text: &str) -> Pattern {
        let mut pattern = Pattern {
            literals: Vec::new(),
            names: Vec::new(),
        };
        let mut rest = text;
        while let Some((literal, (name, after))) = rest
            .split_once('{')
            .and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)))
        {
            pattern.literals.push(literal.into());
            pattern.names.push(name.into());
            rest = after;
        }
        pattern.literals.push(rest.into());
        pattern
    }

    /// The named runs of a line that fits; nothing if it does not.
    pub fn captures(&self, line: &[u8]) -> Option<Vec<(String, String)>> {
        let (first, others) = self.literals.split_first()?;
        let mut rest = line.strip_prefix(&first[..])?;
        let mut captures = Vec::new();
        for (index, (literal, name)) in others.iter().zip(&self.names).enumerate() {
            let end = if index + 1 == others.len() {
                rest.len()
                    .checked_sub(literal.len())
                    .filter(|&end| rest[end..] == literal[..])?
            } else {
                rest.windows(literal.len().max(1))
                    .position(|window| window == &literal[..])?
            };
            if name != "*" {
                captures.push((
                    name.clone(),
                    String::from_utf8_lossy(&rest[..end]).into_owned(),
                ));
            }
            rest = &rest[end + literal.len()..];
        }
        (!self.names.is_empty() || rest.is_empty()).then_some(captures)
    }

    /// The pattern as the script has it.
    pub fn show(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.literals[0]).into_owned();
        for (literal, name) in self.literals[1..].iter().zip(&self.names) {
            text.push_str(&format!("{{{name}}}{}", String::from_utf8_lossy(literal)));
        }
        text
    }
}

#[test]
fn patterns_match_whole_lines() {
    let captured = |pattern: &str, line: &str| Pattern::parse(pattern).captures(line.as_bytes());
    assert_eq!(captured("QUIT", "QUIT"), Some(vec![]));
    assert_eq!(captured("QUIT", "QUIT "), None);
    assert_eq!(captured("a {*} b", "a x b"), Some(vec![]));
    assert_eq!(captured("a {*} b", "a x bc"), None);
    let id = vec![("id".to_string(), "1@x".to_string())];
    assert_eq!(
        captured("Message-ID: <{id}>", "Message-ID: <1@x>"),
        Some(id)
    );
    assert_eq!(captured("Message-ID: <{id}>", "Message-ID: 1@x>"), None);
}
