//! Each flag has its kind, and the kinds exclude each other.

use super::{MessageInput, Send};
use clap::{Arg, Args as _, Command, FromArgMatches as _};

/// What a flag is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Has a meaning for every message.
    Common,
    /// Composes a message; excludes --message.
    Composing,
    /// Is about a ready-made message; needs --message.
    ReadyMade,
    /// Is about the envelope of any message.
    Envelope,
}

/// Every flag of `send` about message and envelope, in the order of the definition.
const CLASSES: &[(&str, Class)] = &[
    ("recipients", Class::Common),
    ("to", Class::Common),
    ("cc", Class::Common),
    ("bcc", Class::Common),
    ("to_file", Class::Common),
    ("cc_file", Class::Common),
    ("bcc_file", Class::Common),
    ("from", Class::Common),
    ("subject", Class::Composing),
    ("body", Class::Composing),
    ("body_file", Class::Composing),
    ("body_command", Class::Composing),
    ("html", Class::Composing),
    ("attach", Class::Composing),
    ("attach_as", Class::Composing),
    ("attach_type", Class::Composing),
    ("inline", Class::Composing),
    ("header", Class::Composing),
    ("reply_to", Class::Composing),
    ("in_reply_to", Class::Composing),
    ("references", Class::Composing),
    ("date", Class::Composing),
    ("message_id", Class::Composing),
    ("auto", Class::Composing),
    ("skip_empty", Class::Composing),
    ("lossy", Class::Composing),
    ("charset", Class::Common),
    ("message", Class::ReadyMade),
    ("as_is", Class::ReadyMade),
    ("set_from", Class::ReadyMade),
    ("read_headers", Class::ReadyMade),
    ("mail_from", Class::Envelope),
    ("rcpt", Class::Envelope),
    ("partial", Class::Envelope),
    ("dsn_notify", Class::Envelope),
    ("dsn_ret", Class::Envelope),
    ("envid", Class::Envelope),
    ("print", Class::Common),
];

fn command() -> Command {
    Send::augment_args(Command::new("send").no_binary_name(true))
}

fn arguments() -> Vec<Arg> {
    command().get_arguments().cloned().collect()
}

/// The argument as somebody writes it, with a value if it takes one.
fn written(argument: &Arg) -> Vec<String> {
    let mut words: Vec<String> = (argument.get_long().iter())
        .map(|long| format!("--{long}"))
        .collect();
    if argument.get_action().takes_values() {
        words.push(
            match argument.get_id().as_str() {
                "dsn_notify" => "never",
                "dsn_ret" => "full",
                _ => "x",
            }
            .to_owned(),
        );
    }
    words
}

#[test]
fn the_table_holds_every_flag() {
    let found: Vec<String> = (arguments().iter())
        .map(|argument| argument.get_id().to_string())
        .collect();
    let classified: Vec<&str> = CLASSES.iter().map(|(id, _)| *id).collect();
    assert_eq!(found, classified);
}

#[test]
fn a_flag_is_in_the_struct_of_its_class() {
    let command = command();
    let members = |group: &str| -> Vec<String> {
        let found = command.get_groups().find(|found| found.get_id() == group);
        let group = found.unwrap_or_else(|| panic!("no group {group}"));
        group.get_args().map(ToString::to_string).collect()
    };
    for (class, group) in [
        (Class::Composing, "Composing"),
        (Class::ReadyMade, "ReadyMade"),
    ] {
        let classified: Vec<&str> = (CLASSES.iter())
            .filter(|(_, found)| *found == class)
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(members(group), classified, "{group}");
    }
}

fn parse(words: &[String]) -> Send {
    let matches = command().try_get_matches_from(words);
    let send = matches.and_then(|matches| Send::from_arg_matches(&matches));
    send.unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

#[test]
fn a_flag_of_one_kind_is_refused_for_a_message_of_the_other() {
    for (argument, (id, class)) in arguments().iter().zip(CLASSES) {
        let alone = written(argument);
        let mut with_message = alone.clone();
        if *id != "message" {
            with_message.extend(["--message".to_owned(), "note.eml".to_owned()]);
        }
        let send = parse(&with_message);
        match (class, send.input()) {
            (Class::Composing, Err(why)) => {
                let start = format!("{} cannot be used with --message: ", alone[0]);
                assert!(why.starts_with(&start), "{with_message:?}: {why}");
            }
            (Class::Composing, Ok(input)) => panic!("{with_message:?}: {input:?}"),
            (_, input) => assert!(matches!(input, Ok(MessageInput::ReadyMade(_)))),
        }
        let send = parse(&alone);
        match (class, send.input()) {
            (Class::ReadyMade, Ok(MessageInput::ReadyMade(_))) if *id == "message" => {}
            (Class::ReadyMade, Err(why)) => {
                assert_eq!(why, format!("{} needs --message", alone[0]))
            }
            (Class::ReadyMade, Ok(input)) => panic!("{alone:?}: {input:?}"),
            (_, input) => assert!(matches!(input, Ok(MessageInput::Composed(_)))),
        }
    }
}
