//! The inputs: texts, names, addresses and files that programs often encode wrongly.

use super::read::{File, Found, Pair};

/// A command line, its stdin, and what readers must find in the message.
pub struct Case {
    pub name: &'static str,
    pub args: Vec<String>,
    pub stdin: Vec<u8>,
    pub files: Vec<(String, Vec<u8>)>,
    pub expected: Found,
}

impl Case {
    /// `send x@y ARGS` with `stdin` as its text; readers must find that text.
    fn new(name: &'static str, args: &[&str], stdin: &str) -> Self {
        Self {
            name,
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            stdin: stdin.as_bytes().to_vec(),
            files: Vec::new(),
            expected: Found {
                text: Some(stdin.to_owned()),
                ..Found::default()
            },
        }
        .to(&[("", "x@y")], &["x@y"])
    }

    fn subject(name: &'static str, subject: &str) -> Self {
        let mut case = Self::new(name, &["-s", subject], "text\n");
        case.expected.subject = Some(subject.to_owned());
        case
    }

    fn to(mut self, expected: &[(&str, &str)], args: &[&str]) -> Self {
        if !self.expected.to.is_empty() {
            self.args.drain(..1);
        }
        let args = args.iter().map(|arg| (*arg).to_owned());
        self.args.splice(..0, args);
        let pair = |(name, address): &(&str, &str)| -> Pair {
            ((*name).to_owned(), (*address).to_owned())
        };
        self.expected.to = expected.iter().map(pair).collect();
        self
    }

    fn text(mut self, text: Option<&str>) -> Self {
        self.expected.text = text.map(str::to_owned);
        self
    }

    fn html(mut self, html: &str) -> Self {
        self.expected.html = Some(html.to_owned());
        self
    }

    fn shape(mut self, shape: &str) -> Self {
        shape.clone_into(&mut self.expected.shape);
        self
    }

    fn stdin(mut self, stdin: &[u8]) -> Self {
        self.stdin = stdin.to_vec();
        self
    }

    fn file(mut self, name: &str, octets: &[u8]) -> Self {
        self.files.push((name.to_owned(), octets.to_vec()));
        self
    }

    fn finds(mut self, name: &str, media_type: &str, octets: &[u8]) -> Self {
        self.expected.files.push(File {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content_id: None,
            octets: octets.to_vec(),
        });
        self
    }

    fn shown_as(mut self, id: &str) -> Self {
        if let Some(file) = self.expected.files.last_mut() {
            file.content_id = Some(id.to_owned());
        }
        self
    }
}

/// A case with one recipient: as it is written, and the name and address that readers must find.
fn recipient(case: &'static str, written: &str, name: &str, address: &str) -> Case {
    Case::new(case, &[], "text\n").to(&[(name, address)], &[written])
}

/// A case with one attachment: its content `octets` and its name `shown`.
fn named(case: &'static str, shown: &str, octets: &[u8]) -> Case {
    let mut made = Case::new(case, &[], "text\n").file("data", octets);
    made.args.push("--attach-as".to_owned());
    made.args.push(format!("{shown}=@/data"));
    made.finds(shown, "application/octet-stream", octets)
}

pub fn cases() -> Vec<Case> {
    [subjects(), names(), bodies(), files()]
        .into_iter()
        .flatten()
        .collect()
}

fn subjects() -> Vec<Case> {
    let emoji_at_the_fold = format!("{}😀👨‍👩‍👧‍👦{}", "a".repeat(40), "😀".repeat(30));
    let words = "word ".repeat(40);
    vec![
        Case::subject("plain", "hi"),
        Case::subject("long CJK", &"统一码测试邮件标题".repeat(12)),
        Case::subject("emoji at the fold", &emoji_at_the_fold),
        Case::subject("right to left", "שלום עולם مرحبا بالعالم"),
        Case::subject("long ASCII words", words.trim_end()),
        Case::subject("long ASCII word", &"x".repeat(300)),
        Case::subject(
            "two blanks where it folds",
            &format!("{}  b  {}", "a".repeat(60), "c".repeat(60)),
        ),
        Case::subject("looks encoded", "=?utf-8?q?not_an_encoded_word?= really"),
        Case::subject(
            "looks encoded and long",
            "=?utf-8?q?x?= ".repeat(9).trim_end(),
        ),
        Case::subject("one character", "统"),
        Case::subject("combining characters", &"e\u{301}".repeat(60)),
        Case::subject("line separators", "a\u{2028}b\u{2029}c"),
        Case::subject("specials", "a: b; \"c\" <d@e> (f) \\g, h?=_"),
    ]
}

fn names() -> Vec<Case> {
    let many: Vec<String> = (0..250)
        .map(|n| format!("用户{n} <user{n}@example.com>"))
        .collect();
    let expected: Vec<(String, String)> = (0..250)
        .map(|n| (format!("用户{n}"), format!("user{n}@example.com")))
        .collect();
    let expected: Vec<(&str, &str)> = expected
        .iter()
        .map(|(name, address)| (name.as_str(), address.as_str()))
        .collect();
    let all = many.join(", ");
    vec![
        recipient("plain name", "Bob <b@x.org>", "Bob", "b@x.org"),
        recipient("CJK name", "陈大文 <c@x.org>", "陈大文", "c@x.org"),
        recipient("RTL name", "שלום <c@x.org>", "שלום", "c@x.org"),
        recipient("comma", "\"Doe, John\" <b@x.org>", "Doe, John", "b@x.org"),
        recipient(
            "quotes and backslashes",
            "\"a \\\"b\\\" \\\\c\" <b@x.org>",
            "a \"b\" \\c",
            "b@x.org",
        ),
        recipient(
            "address as name",
            "\"a@b.org\" <c@x.org>",
            "a@b.org",
            "c@x.org",
        ),
        recipient(
            "encoded-word look-alike",
            "\"=?utf-8?q?x?=\" <c@x.org>",
            "=?utf-8?q?x?=",
            "c@x.org",
        ),
        recipient(
            "comma in CJK",
            "\"陈, 大文\" <c@x.org>",
            "陈, 大文",
            "c@x.org",
        ),
        recipient(
            "specials in CJK",
            "\"陈 <a@b> (c); \\\"d\\\"\" <c@x.org>",
            "陈 <a@b> (c); \"d\"",
            "c@x.org",
        ),
        recipient(
            "dots",
            "J. R. R. Tolkien <c@x.org>",
            "J. R. R. Tolkien",
            "c@x.org",
        ),
        recipient(
            "long name",
            "\"A very long display name, which does not fit a line together with the address behind it\" <c@x.org>",
            "A very long display name, which does not fit a line together with the address behind it",
            "c@x.org",
        ),
        recipient("IDN", "c@例子.中国", "", "c@xn--fsqu00a.xn--fiqs8s"),
        Case::new("group", &[], "text\n").to(
            &[("A", "a@b.org"), ("", "c@d.org"), ("", "e@f.org")],
            &["Gruppe Ä: A <a@b.org>, c@d.org;, e@f.org"],
        ),
        Case::new("hundreds", &[], "text\n").to(&expected, &[all.as_str()]),
    ]
}

fn bodies() -> Vec<Case> {
    let long_ascii = format!("{}\n", "x".repeat(10_000));
    let long_cjk = format!("{}\n", "统".repeat(4_000));
    let hidden = Case::new("empty body", &[], "");
    let html = "<p>你好</p>\n";
    vec![
        hidden,
        Case::new("no last line end", &[], "a").text(Some("a\n")),
        Case::new("dots", &[], ".\n..\n.x\n\n.\n\nFrom me\n"),
        Case::new("every line end", &[], "")
            .stdin(b"a\rb\nc\r\nd")
            .text(Some("a\nb\nc\nd\n")),
        Case::new("blanks at line ends", &[], "a \nb\t\n统 \n \n"),
        Case::new("long ASCII line", &[], &long_ascii),
        Case::new("long CJK line", &[], &long_cjk),
        Case::new(
            "some CJK",
            &[],
            &format!("{}统\n", "plain text ".repeat(30)),
        ),
        Case::new("equals signs", &[], "a=3D=\n=é\n"),
        Case::new(
            "boundary look-alike",
            &[],
            "--=_00000000000000000000000000000002\n--\n",
        ),
        Case::new("GB18030", &["--charset", "gb18030"], "")
            .stdin(b"\xc4\xe3\xba\xc3\n")
            .text(Some("你好\n")),
        Case::new("Big5", &["--charset", "big5"], "")
            .stdin(b"\xa7\x41\xa6\x6e\n")
            .text(Some("你好\n")),
        Case::new("UTF-16 with its mark", &[], "")
            .stdin(b"\xff\xfe\x60\x4f\x7d\x59\x0a\x00")
            .text(Some("你好\n")),
        Case::new("HTML alone", &["--html", "-"], html)
            .text(None)
            .html(html)
            .shape("html"),
        Case::new("alternative", &["--body", "text", "--html", "-"], html)
            .text(Some("text\n"))
            .html(html)
            .shape("alternative(plain,html)"),
        Case::new(
            "everything",
            &[
                "--html",
                "@/h",
                "--body",
                "t",
                "--inline",
                "logo=@/l.png",
                "-a",
                "@/f.pdf",
            ],
            "",
        )
        .file("h", html.as_bytes())
        .file("l.png", b"\x89PNG")
        .file("f.pdf", b"%PDF")
        .text(Some("t\n"))
        .html(html)
        .finds("l.png", "image/png", b"\x89PNG")
        .shown_as("<logo>")
        .finds("f.pdf", "application/pdf", b"%PDF")
        .shape("mixed(related(alternative(plain,html),png),pdf)"),
    ]
}

fn files() -> Vec<Case> {
    let long_cjk = format!("{}.bin", "文件名".repeat(33));
    let long_ascii = format!("{}.bin", "a long name ".repeat(25));
    let message = b"From: a@b\r\nSubject: inner\r\n\r\n.\r\ninner text\r\n";
    vec![
        named("empty file", "empty", b""),
        named("NUL in a file", "nul", b"a\0b\0\0"),
        named("every octet", "octets", &(0..=255).collect::<Vec<u8>>()),
        named("57 octets", "line", &[7; 57]),
        named("CJK file name", "统一码.bin", b"x"),
        named("300 octets of CJK file name", &long_cjk, b"x"),
        named("300 octets of file name", &long_ascii, b"x"),
        named("quotes in a file name", "a \"b\" \\c; d.bin", b"x"),
        named("RFC 2231 specials in a file name", "a'b*c%20d.bin", b"x"),
        named(
            "RFC 2231 specials in a CJK file name",
            "统'b*c%20d.bin",
            b"x",
        ),
        Case::new(
            "encoded-word look-alike file name",
            &["-a", "@/=?utf-8?q?x?=.bin"],
            "b\n",
        )
        .file("=?utf-8?q?x?=.bin", b"x")
        .finds("=?utf-8?q?x?=.bin", "application/octet-stream", b"x"),
        named("emoji file name", "👨‍👩‍👧‍👦 family.bin", b"x"),
        Case::new("file alone", &["-a", "-"], "")
            .text(None)
            .stdin(b"abc")
            .finds("stdin", "application/octet-stream", b"abc")
            .shape("octet-stream"),
        Case::new(
            "another type",
            &[
                "-a",
                "@/t.dat",
                "--attach-type",
                "t.dat=text/x-log; charset=utf-8",
            ],
            "b\n",
        )
        .file("t.dat", b"log\n")
        .finds("t.dat", "text/x-log", b"log\n"),
        Case::new("message in a message", &["-a", "@/m.eml"], "b\n")
            .file(
                "m.eml",
                b"From x\nFrom: a@b\nSubject: inner\n\n.\ninner text",
            )
            .finds("m.eml", "message/rfc822", message)
            .shape("mixed(plain,rfc822)"),
        Case::new("no message in spite of its name", &["-a", "@/n.eml"], "b\n")
            .file("n.eml", b"nothing\n")
            .finds("n.eml", "application/octet-stream", b"nothing\n"),
    ]
}
