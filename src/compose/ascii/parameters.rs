//! Parameters whose value is not ASCII, in the form of RFC 2231.

use super::NoForm;
use super::items::Items;
use super::tokens::Token;
use super::words;
use crate::compose::parameter::sections;

/// Parameters that programs compare with ASCII text; their value has no other form.
const ASCII_PARAMETERS: [&str; 2] = ["boundary", "charset"];

/// Appends a value and its parameters, which semicolons divide.
pub(super) fn push(items: &mut Items, tokens: Vec<Token>) -> Result<(), NoForm> {
    let mut segments: Vec<Vec<Token>> = vec![Vec::new()];
    for token in tokens {
        match (token, segments.last_mut()) {
            (Token::Special(';'), _) => segments.push(Vec::new()),
            (token, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    let extended: Vec<String> = (segments.iter())
        .filter_map(|segment| Some(name(segment)?.strip_suffix('*')?.to_ascii_lowercase()))
        .collect();
    for (at, segment) in segments.into_iter().enumerate() {
        let mut rendered = Items::default();
        match name(&segment).filter(|_| at > 0 && beyond_ascii(&segment)) {
            // The form of RFC 2231 is there already, and readers prefer it.
            Some(name) if extended.contains(&name.to_ascii_lowercase()) => continue,
            Some(name) => push_parameter(&mut rendered, &name, segment)?,
            None => push_plain(&mut rendered, segment)?,
        }
        if at > 0 {
            items.text(";");
        }
        items.append(rendered);
    }
    Ok(())
}

/// The name of a parameter: the atom before its equals sign.
fn name(segment: &[Token]) -> Option<String> {
    let mut tokens = (segment.iter()).filter(|token| !matches!(token, Token::Space(_)));
    match (tokens.next(), tokens.next()) {
        (Some(Token::Atom(name)), Some(Token::Special('='))) => Some(name.clone()),
        _ => None,
    }
}

/// Whether something other than a comment is not ASCII.
fn beyond_ascii(segment: &[Token]) -> bool {
    segment.iter().any(|token| match token {
        Token::Comment(_) | Token::Space(_) | Token::Special(_) => false,
        Token::Atom(text) | Token::Quoted(text) | Token::Bracketed(text) => !text.is_ascii(),
    })
}

/// Appends what is ASCII but for its comments.
pub(super) fn push_plain(items: &mut Items, segment: Vec<Token>) -> Result<(), NoForm> {
    for token in segment {
        match token {
            Token::Space(space) => items.space(&space),
            Token::Comment(comment) => {
                words::push_comment(items, &comment);
            }
            token => items.text(&token.ascii()?),
        }
    }
    Ok(())
}

/// Appends one parameter in the form of RFC 2231, its comments behind it.
fn push_parameter(items: &mut Items, name: &str, segment: Vec<Token>) -> Result<(), NoForm> {
    let (mut value, mut comments) = (String::new(), Vec::new());
    let is_quoted = (segment.iter()).any(|token| matches!(token, Token::Quoted(_)));
    let behind = (segment.into_iter()).skip_while(|token| *token != Token::Special('='));
    for token in behind.skip(1) {
        match token {
            Token::Comment(comment) => comments.push(comment),
            Token::Quoted(text) => value.push_str(&words::unquoted(&text)),
            Token::Space(_) if is_quoted => {}
            // A name with blanks needs quotes, but many programs leave them out.
            token => value.push_str(&token.text()),
        }
    }
    let value = match is_quoted {
        true => value.as_str(),
        false => value.trim_matches([' ', '\t']),
    };
    let is_compared = (ASCII_PARAMETERS.iter()).any(|ascii| name.eq_ignore_ascii_case(ascii));
    let has_form = !name.contains('*') && !is_compared;
    let without_form = name.chars().chain(value.chars().filter(|_| !has_form));
    if let Some(c) = without_form.into_iter().find(|c| !c.is_ascii()) {
        return Err(NoForm(c));
    }
    let sections = sections(value);
    for (at, section) in sections.iter().enumerate() {
        if at > 0 {
            items.text(";");
        }
        items.separate();
        let number = match sections.len() {
            1 => String::new(),
            _ => format!("*{at}"),
        };
        let charset = if at == 0 { "UTF-8''" } else { "" };
        items.text(&format!("{name}{number}*={charset}{section}"));
    }
    for comment in comments {
        items.separate();
        words::push_comment(items, &comment);
    }
    Ok(())
}
