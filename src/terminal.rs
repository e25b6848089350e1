//! Lines on stderr, and escaping of text from servers and messages before it is printed.

use crate::wire::{Event, Trace};
use serde_json::json;
use std::io::{self, IsTerminal, Write};

/// Escapes every control character, bidirectional override and invisible character, so that text from a server or a message
/// cannot move the cursor, hide a word or look like another line.
pub(crate) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut safe, character| {
            match character {
                '\t' => safe.push_str("\\t"),
                '\n' => safe.push_str("\\n"),
                '\r' => safe.push_str("\\r"),
                c if c.is_control() && (c as u32) < 0x100 => {
                    safe.push_str(&format!("\\x{:02x}", c as u32))
                }
                c if c.is_control() || is_deceptive(c) => {
                    safe.push_str(&format!("\\u{{{:x}}}", c as u32))
                }
                c => safe.push(c),
            }
            safe
        })
}

/// A JSON document on one line. The characters that [`escape`] escapes are written as `\u`: the value is the same, and
/// harmless on a terminal.
pub(crate) fn json_line(value: &serde_json::Value) -> String {
    let plain = value.to_string();
    let harmless = |c: char| !c.is_control() && !is_deceptive(c);
    if plain.chars().all(harmless) {
        return plain;
    }
    plain
        .chars()
        .fold(String::with_capacity(plain.len()), |mut safe, c| {
            match harmless(c) {
                true => safe.push(c),
                false => c
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .for_each(|unit| safe.push_str(&format!("\\u{unit:04x}"))),
            }
            safe
        })
}

/// The octets as escaped text; octets that are not UTF-8 become `\xhh`.
pub(crate) fn escape_octets(octets: &[u8]) -> String {
    octets.utf8_chunks().fold(String::new(), |mut safe, chunk| {
        safe.push_str(&escape(chunk.valid()));
        chunk
            .invalid()
            .iter()
            .for_each(|octet| safe.push_str(&format!("\\x{octet:02x}")));
        safe
    })
}

/// Whether the character is invisible or changes how its neighbours are shown (as in CVE-2021-42574).
fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The most characters of an error that are printed. JSON is not shortened.
const MAX_SHOWN_CHARACTERS: usize = 1000;

/// Escapes the text and shortens it to what fits a screen.
pub(crate) fn escape_briefly(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARACTERS) {
        None => escape(text),
        Some((end, _)) => format!("{}...", escape(&text[..end])),
    }
}

/// What is written to stderr, and in which form. A failed write to stderr is ignored.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Console {
    /// Each line is a JSON object.
    pub json: bool,
    /// No warnings, hints or progress.
    pub quiet: bool,
}

impl Console {
    /// Prints a warning. The run goes on.
    pub(crate) fn warning(&self, text: &str) {
        if !self.quiet {
            self.line("warning", text);
        }
    }

    /// Prints help, such as that stdin is being read.
    pub(crate) fn hint(&self, text: &str) {
        if !self.quiet {
            self.line("hint", text);
        }
    }

    fn line(&self, kind: &str, text: &str) {
        let line = match (self.json, kind) {
            (true, _) => json_line(&json!({ kind: text })),
            (false, "hint") => format!("mailcall: {}", escape(text)),
            (false, _) => format!("mailcall: {kind}: {}", escape(text)),
        };
        write_line(&line);
    }

    /// Whether progress may be drawn.
    pub(crate) fn may_draw(&self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
    }
}

/// Writes one line to stderr in one write, so that the lines of several programs do not mix.
pub(crate) fn write_line(line: &str) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// The dialogue on stderr (`-v`): `->` and `<-` in the clear, `~>` and `<~` under TLS, `**` for notes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StderrTrace {
    /// Each line is a JSON object.
    pub json: bool,
    /// Content is printed line by line (`-vv`).
    pub content: bool,
}

impl StderrTrace {
    /// Prints what is not a line of the dialogue.
    pub(crate) fn note(&mut self, text: &str) {
        self.event(&Event::Note(text));
    }
}

impl Trace for StderrTrace {
    fn wants_content(&self) -> bool {
        self.content
    }

    fn event(&mut self, event: &Event<'_>) {
        let arrow = |out: bool, encrypted: bool| match (out, encrypted) {
            (true, false) => "->",
            (true, true) => "~>",
            (false, false) => "<-",
            (false, true) => "<~",
        };
        let (arrow, text) = match event {
            Event::Sent { text, encrypted } => (arrow(true, *encrypted), escape(text)),
            Event::Received { octets, encrypted } => {
                (arrow(false, *encrypted), escape_octets(octets))
            }
            Event::ContentSent { octets, encrypted } => (
                arrow(true, *encrypted),
                format!("({octets} octets of content)"),
            ),
            Event::ContentReceived { octets, encrypted } => (
                arrow(false, *encrypted),
                format!("({octets} octets of content)"),
            ),
            Event::Note(text) => ("**", escape(text)),
        };
        write_line(&match self.json {
            true => json_line(&json!({ "trace": format!("{arrow} {text}") })),
            false => format!("{arrow} {text}"),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_hides() {
        for (text, expected) in [
            ("plain 中文 é", "plain 中文 é"),
            ("a\x1b[2Jb", "a\\x1b[2Jb"),
            ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
            ("\u{9b}31m", "\\x9b31m"),
            ("\u{7f}\0", "\\x7f\\x00"),
            ("invoice\u{202e}fdp.exe", "invoice\\u{202e}fdp.exe"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
        ] {
            assert_eq!(escape(text), expected);
        }
        assert_eq!(escape_octets(b"a\xff\x1b"), "a\\xff\\x1b");
    }

    #[test]
    fn json_keeps_its_value_and_does_no_harm() {
        let value = json!({ "a": "x\u{9b}\u{202e}\u{7f}\u{e0041}中\n" });
        let line = json_line(&value);
        assert_eq!(line, r#"{"a":"x\u009b\u202e\u007f\udb40\udc41中\n"}"#);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&line).expect("JSON"),
            value
        );
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(
            escape_briefly(&"x".repeat(5000)).len(),
            MAX_SHOWN_CHARACTERS + 3
        );
        assert_eq!(escape_briefly("short"), "short");
    }
}
