//! The password prompt: no echo while it asks, and echo again however it ends.

use crate::support::{PASSWORD, Silent, Terminal};

const QUESTION: &str = "Password of joe at 127.0.0.1: ";

/// A run that waits at its prompt.
fn asking(dialogue: Option<&str>, more: &str) -> Terminal {
    let port = if more.contains("--port") {
        ""
    } else {
        " --port {port}"
    };
    let arguments = format!("stat --host 127.0.0.1{port} --user joe {more}");
    let mut terminal = Terminal::start(dialogue, &arguments);
    terminal.shows(QUESTION);
    assert!(!terminal.echoes());
    terminal
}

#[test]
fn an_answer() {
    let mut terminal = asking(Some("pop3/stat"), "--tls none");
    // Backspace takes a character back, Ctrl-U all of them.
    terminal.types(&format!("wrong\x15{PASSWORD}x\x7f\r"));
    terminal.shows("\r\n");
    terminal.ends(0, "2 320\n", "");
}

#[test]
fn an_answer_that_is_not_utf_8() {
    // Latin-1, of which Backspace takes one character back, and what begins a character of UTF-8 and does not go on.
    let mut terminal = asking(Some("pop3/login-latin-1"), "--tls none --auth plain");
    terminal.types_octets(b"p\xe4ss\xff\x7f\xe4\r");
    terminal.shows("\r\n");
    terminal.ends(0, "2 320\n", "");
}

#[test]
fn no_answer_before_the_deadline() {
    let mut terminal = asking(None, "--tls none --deadline 0.5");
    terminal.types("half of a passw");
    terminal.shows("\r\n");
    terminal.ends(
        75,
        "",
        "mailcall: cannot ask for the password on the terminal: \
         nobody had answered when the deadline of 0.5 s for the whole run passed\n",
    );
}

#[test]
fn an_empty_answer() {
    let mut terminal = asking(None, "--tls none");
    terminal.types("\x04");
    terminal.shows("\r\n");
    terminal.ends(
        78,
        "",
        "mailcall: cannot ask for the password on the terminal: unexpected end of file\n",
    );
}

#[test]
fn keys_that_end_the_run() {
    for (key, exit) in [("\x03", 130), ("\x1c", 131)] {
        let mut terminal = asking(None, "--tls none");
        terminal.types("half of a passw");
        terminal.types(key);
        terminal.shows("\r\n");
        terminal.ends(exit, "", "");
    }
}

#[test]
fn signals_that_end_the_run() {
    for (name, exit) in [("INT", 130), ("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let mut terminal = asking(None, "--tls none");
        terminal.signal(name);
        terminal.shows("\r\n");
        terminal.ends(exit, "", "");
    }
}

#[test]
fn what_was_typed_is_not_left_for_the_shell() {
    let mut terminal = asking(None, "--tls none");
    terminal.signal("STOP");
    terminal.stops();
    terminal.types_ahead("half of a passw\r");
    terminal.signal("TERM");
    terminal.signal("CONT");
    terminal.shows("\r\n");
    terminal.ends(143, "", "");
}

#[test]
fn a_stopped_run_asks_again_from_the_start() {
    let mut terminal = asking(Some("pop3/stat"), "--tls none");
    terminal.types("half of a passw");
    terminal.types("\x1a");
    terminal.shows("\r\n");
    terminal.stops();
    assert!(terminal.echoes());
    terminal.signal("CONT");
    terminal.shows(QUESTION);
    assert!(!terminal.echoes());
    terminal.types(&format!("{PASSWORD}\r"));
    terminal.shows("\r\n");
    terminal.ends(0, "2 320\n", "");
}

#[test]
fn a_run_stopped_from_outside_asks_again() {
    let mut terminal = asking(None, "--tls none");
    // Nothing can be done at SIGSTOP, so it is done when the run goes on.
    terminal.signal("STOP");
    terminal.stops();
    terminal.signal("CONT");
    terminal.shows("\r\n");
    terminal.shows(QUESTION);
    assert!(!terminal.echoes());
    terminal.types("\x03");
    terminal.shows("\r\n");
    terminal.ends(130, "", "");
}

#[test]
fn after_the_prompt_signals_act_as_without_one() {
    // While it connects: the wait ends, and the message says what it was for.
    let server = Silent::start();
    for (name, exit, what) in [
        ("INT", 130, "interrupted"),
        ("TERM", 143, "terminated"),
        ("HUP", 129, "hung up"),
    ] {
        let port = server.port();
        let mut terminal = asking(None, &format!("--port {port}"));
        terminal.types(&format!("{PASSWORD}\r"));
        terminal.shows("\r\n");
        server.is_tried();
        terminal.signal(name);
        let says = format!("mailcall: 127.0.0.1:{port}: {what} (SIG{name}) while connecting\n");
        terminal.ends(exit, "", &says);
    }
    // This one is not handled.
    let mut terminal = asking(None, &format!("--port {}", server.port()));
    terminal.types(&format!("{PASSWORD}\r"));
    terminal.shows("\r\n");
    server.is_tried();
    terminal.signal("QUIT");
    terminal.ends(131, "", "");
    // With a connection.
    let mut terminal = asking(Some("pop3/signal-after-the-prompt"), "--tls none");
    terminal.types(&format!("{PASSWORD}\r"));
    terminal.shows("\r\n");
    terminal.ends(
        143,
        "",
        "mailcall: 127.0.0.1: STAT: terminated (SIGTERM) while waiting for a reply\n",
    );
}
