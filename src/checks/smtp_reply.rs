//! Replies however they are cut, and printed ones read again.

use super::{knobs, lines};
use crate::smtp::Reply;
use crate::smtp::extension::Extensions;
use crate::smtp::reply::{MAX_REPLY_LINE_OCTETS, MAX_REPLY_LINES, Parser};
use crate::timeout::Phase;
use crate::wire::memory::Memory;

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([piece], wire)) = knobs(data) else {
        return;
    };
    let mut connection = Memory::octets(wire, usize::from(piece)).connection();
    let mut parser = Parser::default();
    let mut taken = Vec::new();
    for line in lines(wire) {
        let wait = connection.wait(Phase::Command);
        let Ok(read) = connection.read_line(MAX_REPLY_LINE_OCTETS, &wait) else {
            assert!(
                line.len() + 2 > MAX_REPLY_LINE_OCTETS,
                "a short line failed"
            );
            return;
        };
        assert_eq!(read, line);
        taken.push(read);
        match parser.line(line) {
            Err(error) => return drop(error.to_string()),
            Ok(None) => assert!(taken.len() < MAX_REPLY_LINES),
            Ok(Some(reply)) => {
                check_reply(&reply, &taken);
                taken.clear();
                parser = Parser::default();
            }
        }
    }
}

fn check_reply(reply: &Reply, taken: &[Vec<u8>]) {
    let number = reply.code.number();
    assert!((200..600).contains(&number));
    assert_eq!(reply.lines.len(), taken.len());
    for line in taken {
        assert!(line.starts_with(number.to_string().as_bytes()));
    }
    let _ = (Extensions::parse(reply), reply.to_string(), reply.text());
    // Without an enhanced code the text may begin with one that only later lines had, and print like it.
    let Some(enhanced) = reply.enhanced else {
        return;
    };
    assert_eq!(enhanced.class, number / 100);
    let mut parser = Parser::default();
    let last = reply.lines.len() - 1;
    for (at, text) in reply.lines.iter().enumerate() {
        let mark = if at == last { ' ' } else { '-' };
        let line = format!("{number}{mark}{enhanced} {text}");
        let again = parser.line(line.as_bytes()).expect("a printed reply");
        assert_eq!(again.as_ref(), (at == last).then_some(reply));
    }
}
