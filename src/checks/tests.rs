//! Every check with its seeds, and with random inputs made of words that its parser knows.
//!
//! `PROPTEST_CASES=1000000 cargo test --release --lib checks` looks harder.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// A check, and what its inputs are made of.
struct Target {
    name: &'static str,
    check: fn(&[u8]),
    /// Whole inputs: one that is well formed, and those that a check once failed with.
    seeds: &'static [&'static [u8]],
    /// Pieces of inputs.
    words: &'static [&'static [u8]],
}

const TARGETS: [Target; 11] = [
    Target {
        name: "address_list",
        check: address_list::check,
        seeds: &[
            b"\x00Ann <ann@example.org>, \"Bob, B.\" <bob@[127.0.0.1]>, undisclosed: a@b, c@d;",
            b"\x01root, Ann",
            "\x03陈小明 <chen@例子.测试>".as_bytes(),
        ],
        words: &[
            b"a", b"@", b".", b"<", b">", b",", b";", b":", b"\"", b"\\", b"(", b")", b"[", b"]",
            b" ", b"\t", b"\r\n ", b"example.com", b"xn--", b"IPv6:", b"=?utf-8?Q?x?=", "é".as_bytes(),
            "例".as_bytes(), "\u{ad}".as_bytes(), "\u{202e}".as_bytes(),
        ],
    },
    Target {
        name: "dot_reader",
        check: dot_reader::check,
        seeds: &[
            b"\x01\x01one\r\n..two\r\n.\r\n+OK next\r\n",
            b"\x07\x03.\r.\n.\r\n",
        ],
        words: &[b".", b"\r", b"\n", b"\r\n", b".\r\n", b"\r\n.\r\n", b"..", b"x"],
    },
    Target {
        name: "pop3_response",
        check: pop3_response::check,
        seeds: &[
            b"+OK [AUTH] ready <1.2@h>\r\n-ERR [IN-USE] busy\r\n1 120\r\n2 uid2\r\n+ Y2hhbGxlbmdl\r\n",
            // Octets that are not UTF-8 are printed as escapes.
            b"+OK \xff\r\n",
            b"CAPA\r\nSASL PLAIN LOGIN\r\nUSER\r\nTOP\r\nUIDL\r\nPIPELINING\r\n",
        ],
        words: &[
            b"+OK", b"-ERR", b"+ok", b"+", b"-", b" ", b"\t", b"\r\n", b"\n", b"[", b"]", b"IN-USE",
            b"SYS/TEMP", b"AUTH/x", b"1", b"0", b"18446744073709551615", b"4294967296", b"SASL",
            b"PLAIN", b"USER", b"uid", b"\xff", b"\\", b"\0", "é".as_bytes(),
        ],
    },
    Target {
        name: "proxy_answer",
        check: proxy_answer::check,
        seeds: &[
            b"\x00\x00\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x04\x38220 mail\r\n",
            b"\x02\x06\x05\x02\x01\x00\x05\x00\x00\x03\x05proxy\x04\x38",
            b"\x02\x00\x05\x02\x01\x01",
            b"\x01\x00HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nVia: x\r\n\r\n220 mail\r\n",
            b"\x03\x02HTTP/1.1 407 no: joe:sesame-7 am9lOnNlc2FtZS03\r\n\r\n",
        ],
        words: &[
            b"\x05", b"\x00", b"\x05\x00", b"\x05\x02\x01\x00", b"\x05\x00\x00\x01", b"\x05\x00\x00\x03",
            b"\x05\x00\x00\x04", b"\xff", b"\x05\x05\x00", b"HTTP/1.1 ", b"200", b"407", b"100", b" ", b"OK",
            b"\r\n", b"\n", b"\r\n\r\n", b"sesame-7", b"am9lOnNlc2FtZS03", b"X: y",
        ],
    },
    Target {
        name: "reader",
        check: reader::check,
        seeds: &[
            b"\x01From: Ann <a@b>\r\nSubject: =?utf-8?B?5rWL?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
              --b\r\n\r\ntext\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--b--\r\n",
            b"\x00Subject: cut",
        ],
        words: &[
            b"From: ", b"To: ", b"Date: ", b"Subject: ", b"Message-ID: ", b"References: ",
            b"Content-Type: ", b"text/plain", b"text/html", b"multipart/mixed", b"multipart/alternative",
            b"message/rfc822", b"; boundary=b", b"; charset=", b"gb18030", b"utf-16", b"utf-7",
            b"iso-2022-jp", b"; name*0*=utf-8''%e4", b"Content-Transfer-Encoding: ", b"base64",
            b"quoted-printable", b"Content-Disposition: attachment; filename=\"x\"", b"\r\n", b"\r\n\r\n",
            b"\n\n", b"--b\r\n", b"--b--\r\n", b"=?utf-8?B?5rWL?=", b"=?gbk?Q?=C4=E3?=", b"=", b"<", b">",
            b"a@b", b"AAAA", b"=E4", b"\xc4\xe3", b"\x1b$B", b"\0",
        ],
    },
    Target {
        name: "ready_made_header",
        check: ready_made_header::check,
        seeds: &[
            b"\x01\x03From: a@b\r\nTo: c@d\r\nBcc: e@f,\r\n g@h\r\n\r\nbody\rmore\n",
            b"\x05\x00Subject: x",
        ],
        words: &[
            b"From: ", b"Bcc: ", b"bcc :", b"Resent-Bcc:", b"Date: ", b"Message-ID: <a@b>", b"Subject", b":",
            b" ", b"\t", b"\r", b"\n", b"\r\n", b"\r\n ", b"\r\n\r\n", b"\n\n", b"x", b"From x\n", b"\xef\xbb\xbf",
            b"\xff", b"\0", "é".as_bytes(), b".",
        ],
    },
    Target {
        name: "scram_message",
        check: scram_message::check,
        seeds: &[
            b"\x14r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            b"\x00r=x,s=c2FsdA==,i=1000000,m=more",
            b"\x00v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            b"\x00e=invalid-proof,x",
        ],
        words: &[
            b"r=", b"s=", b"i=", b"v=", b"e=", b"m=", b"=", b",", b"rOprNGfwEbeRWgbNEkqO", b"r", b"x",
            b"c2FsdA==", b"c2FsdB==", b"c2Fs", b"4096", b"4095", b"1000000", b"1000001", b"+4096", b"-1", b" ",
            b"99999999999999999999", "é".as_bytes(), b"\xff", b"\0",
        ],
    },
    Target {
        name: "smtp_reply",
        check: smtp_reply::check,
        seeds: &[
            b"\x01250-mail.example.org\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250 PIPELINING\r\n",
            b"\x03550-5.1.1 no such user\r\n550 5.1.1 here\r\n",
        ],
        words: &[
            b"2", b"250", b"550", b"999", b"-", b" ", b"\t", b"\r", b"\n", b"\r\n", b"5.1.1", b"2.0.0",
            b"SIZE 10", b"AUTH=", b"AUTH PLAIN", b"LIMITS RCPTMAX=1", b"\xff", b"\0", "é".as_bytes(),
        ],
    },
    Target {
        name: "terminal_escape",
        check: terminal_escape::check,
        seeds: &[b"plain text", b"\x1b[31mred\x07\r\n\xff", "a\u{202e}b\u{200b}".as_bytes()],
        words: &[
            b"\x1b[2J", b"\r", b"\n", b"\t", b"\\", b"\\n", b"\\x1b", b"\xff", b"\xe2\x80", b"a", b"\x7f",
            b"\xc2\x9b", "\u{202e}".as_bytes(), "\u{2028}".as_bytes(), "\u{200b}".as_bytes(), "\u{feff}".as_bytes(),
            "\u{e0041}".as_bytes(), "\u{ad}".as_bytes(), "é".as_bytes(), "好".as_bytes(), "\u{300}".as_bytes(),
        ],
    },
    Target {
        name: "tls_hello",
        check: tls_hello::check,
        seeds: &[
            // TLS 1.3 by its extension, in one record.
            b"\x03\x16\x03\x03\x00\x34\x02\x00\x00\x30\x03\x03\
              rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\x02id\x13\x02\x00\x00\x06\x00\x2b\x00\x02\x03\x04\x17",
            // TLS 1.2 without extensions, with an alert before it and a record's end within it.
            b"\x01\x15\x03\x03\x00\x02\x01\x70\x16\x03\x03\x00\x08\x02\x00\x00\x26\x03\x03rr\
              \x16\x03\x03\x00\x22rrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\x00\xc0\x2f\x00",
        ],
        words: &[
            b"\x16\x03\x03\x00", b"\x16\x03\x03\x00\x2a", b"\x15\x03\x03\x00\x02\x01\x70", b"\x14\x03\x03\x00\x01\x01",
            b"\x17\x03\x03", b"\x02\x00\x00\x26", b"\x02\x00\x40\x00", b"\x02\xff\xff\xff", b"\x03\x03",
            b"rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr", b"\x00", b"\x20", b"\x13\x01\x00", b"\xc0\x2f\x00", b"\x00\x06",
            b"\x00\x2b\x00\x02\x03\x04", b"\x00\x33\x00\x00", b"\xff",
        ],
    },
    Target {
        name: "token_refusal",
        check: token_refusal::check,
        seeds: &[
            b"{\"status\":\"invalid_token\",\"scope\":\"example_scope\"}",
            b"{\"status\":401,\"schemes\":\"bearer\"}\n",
            b"{\"status\":\"\\u0079a29.a0AfB_by\"}",
        ],
        words: &[
            b"{", b"}", b"[", b"]", b":", b",", b"\"", b"\\", b"\\u0079", b"\\ud83d", b"\\n", b"\"status\":",
            b"\"scope\":", b"\"401\"", b"401", b"1e999", b"null", b"true", b"ya29.a0AfB_by", b"a29.a0AfB_by",
            b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", b" ", b"\xff",
            "\u{1f511}".as_bytes(), b"\x1b[31m", b"\0",
        ],
    },
];

/// Pieces in one input: enough for a message of some parts, few enough to read when it fails.
const MAX_PIECES: usize = 40;

/// The target's words, with random octets between them and two random ones before, which say how the input is cut.
fn inputs(target: &Target) -> impl Strategy<Value = Vec<u8>> + use<> {
    let piece = prop_oneof![
        8 => proptest::sample::select(target.words.to_vec()).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..4),
        1 => vec(32..127_u8, 0..12),
    ];
    (vec(any::<u8>(), 2), vec(piece, 0..MAX_PIECES))
        .prop_map(|(knobs, pieces)| [knobs, pieces.concat()].concat())
}

/// Seeds with a few octets changed.
fn mutations(target: &Target) -> impl Strategy<Value = Vec<u8>> + use<> {
    let seed = proptest::sample::select(target.seeds.to_vec());
    let change = (any::<proptest::sample::Index>(), any::<u8>());
    (seed, vec(change, 0..4)).prop_map(|(seed, changes)| {
        let mut octets = seed.to_vec();
        for (at, octet) in changes {
            let at = at.index(octets.len());
            octets[at] = octet;
        }
        octets
    })
}

#[track_caller]
fn run(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.expect("a target of this name");
    for seed in target.seeds {
        (target.check)(seed);
    }
    let config = Config {
        failure_persistence: None, // an input that fails becomes a seed
        ..Config::default()
    };
    let strategy = prop_oneof![3 => inputs(target), 1 => mutations(target)];
    let outcome = TestRunner::new(config).run(&strategy, |input| {
        (target.check)(&input);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{name}: {failure}");
    }
}

#[test]
fn address_lists() {
    run("address_list");
}

#[test]
fn dot_readers() {
    run("dot_reader");
}

#[test]
fn pop3_responses() {
    run("pop3_response");
}

#[test]
fn answers_of_proxies() {
    run("proxy_answer");
}

#[test]
fn messages_that_are_read() {
    run("reader");
}

#[test]
fn ready_made_headers() {
    run("ready_made_header");
}

#[test]
fn messages_of_scram() {
    run("scram_message");
}

#[test]
fn refusals_of_tokens() {
    run("token_refusal");
}

#[test]
fn smtp_replies() {
    run("smtp_reply");
}

#[test]
fn text_on_a_terminal() {
    run("terminal_escape");
}

#[test]
fn server_hellos() {
    run("tls_hello");
}
