//! A field as items that are not divided, and its folds between them.

/// Maximum length of a line that contains an encoded word (RFC 2047 section 2), in characters.
const LINE_CHARACTERS: usize = 76;

/// One item, and the white space before it.
struct Item {
    space: String,
    text: String,
}

/// The items of a value.
#[derive(Default)]
pub(super) struct Items {
    items: Vec<Item>,
    /// White space whose text has not come yet.
    space: String,
}

impl Items {
    /// Appends white space.
    pub(super) fn space(&mut self, space: &str) {
        self.space.push_str(space);
    }

    /// Appends a blank if there is no white space: an encoded word is never joined to what is before or behind it.
    pub(super) fn separate(&mut self) {
        if self.space.is_empty() {
            self.space.push(' ');
        }
    }

    /// Appends text; without white space before it, it is a part of the item before.
    pub(super) fn text(&mut self, text: &str) {
        match self.items.last_mut() {
            Some(last) if self.space.is_empty() => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.items.push(Item {
                space: std::mem::take(&mut self.space),
                text: text.to_owned(),
            }),
        }
    }

    /// Appends all of `more`.
    pub(super) fn append(&mut self, more: Self) {
        for item in more.items {
            self.space(&item.space);
            self.text(&item.text);
        }
        self.space(&more.space);
    }

    /// Appends the field to `out`, folded where a line would be too long.
    pub(super) fn write(self, out: &mut Vec<u8>, name: &str) {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        let mut column = name.len() + 1;
        for item in self.items {
            // Only the first item can be without white space.
            let space = match item.space.as_str() {
                "" => " ",
                space => space,
            };
            let length = space.len() + item.text.len();
            if column + length > LINE_CHARACTERS {
                out.extend_from_slice(b"\r\n");
                column = 0;
            }
            out.extend_from_slice(space.as_bytes());
            out.extend_from_slice(item.text.as_bytes());
            column += length;
        }
        out.extend_from_slice(b"\r\n");
    }
}
