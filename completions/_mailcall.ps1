
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'mailcall' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'mailcall'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'mailcall' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Submit a message (or several ready-made ones)')
            [CompletionResult]::new('stat', 'stat', [CompletionResultType]::ParameterValue, 'Print the number of messages in the maildrop and their octets')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List messages: number, octets, unique-id')
            [CompletionResult]::new('retr', 'retr', [CompletionResultType]::ParameterValue, 'Retrieve messages to stdout, files or JSON')
            [CompletionResult]::new('dele', 'dele', [CompletionResultType]::ParameterValue, 'Delete messages: all of them or none')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mailcall;send' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Recipient: `a@b`, `Name <a@b>`, or a comma list of them; repeatable')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Recipient: `a@b`, `Name <a@b>`, or a comma list of them; repeatable')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Recipient of a copy')
            [CompletionResult]::new('--cc', '--cc', [CompletionResultType]::ParameterName, 'Recipient of a copy')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Recipient of a hidden copy: the message does not name it')
            [CompletionResult]::new('--bcc', '--bcc', [CompletionResultType]::ParameterName, 'Recipient of a hidden copy: the message does not name it')
            [CompletionResult]::new('--to-file', '--to-file', [CompletionResultType]::ParameterName, 'File with recipients, one or more a line; `-` is stdin; repeatable')
            [CompletionResult]::new('--cc-file', '--cc-file', [CompletionResultType]::ParameterName, 'File with recipients of a copy, as --to-file')
            [CompletionResult]::new('--bcc-file', '--bcc-file', [CompletionResultType]::ParameterName, 'File with recipients of a hidden copy, as --to-file')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Author, as `a@b` or `Name <a@b>`')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Author, as `a@b` or `Name <a@b>`')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Subject')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Subject')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'Text of the message; default: stdin')
            [CompletionResult]::new('--body-file', '--body-file', [CompletionResultType]::ParameterName, 'File with the text of the message; `-` is stdin')
            [CompletionResult]::new('--body-command', '--body-command', [CompletionResultType]::ParameterName, 'Command whose output is the text of the message')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'File with the text as HTML; without a text, the HTML alone is sent')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'File to attach, `-` is stdin; repeatable')
            [CompletionResult]::new('--attach', '--attach', [CompletionResultType]::ParameterName, 'File to attach, `-` is stdin; repeatable')
            [CompletionResult]::new('--attach-as', '--attach-as', [CompletionResultType]::ParameterName, 'File to attach under another name; repeatable')
            [CompletionResult]::new('--attach-type', '--attach-type', [CompletionResultType]::ParameterName, 'Media type of the attachment NAME; repeatable')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Image that the HTML refers to as `cid:CID`; repeatable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Header field; replaces a default field of the same name; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Header field; replaces a default field of the same name; repeatable')
            [CompletionResult]::new('--reply-to', '--reply-to', [CompletionResultType]::ParameterName, 'Address for replies (Reply-To)')
            [CompletionResult]::new('--in-reply-to', '--in-reply-to', [CompletionResultType]::ParameterName, 'Message-ID of the message that this one replies to')
            [CompletionResult]::new('--references', '--references', [CompletionResultType]::ParameterName, 'Message-ID of an earlier message of the conversation; repeatable')
            [CompletionResult]::new('--date', '--date', [CompletionResultType]::ParameterName, 'Date of the message; default: now')
            [CompletionResult]::new('--message-id', '--message-id', [CompletionResultType]::ParameterName, 'Message-ID of the message; default: random, in the domain of the author')
            [CompletionResult]::new('--charset', '--charset', [CompletionResultType]::ParameterName, 'Charset of the text that is read [default: UTF-8]; the message is always UTF-8')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Ready-made message (RFC 5322), or a folder of them, `-` is stdin; repeatable')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'Ready-made message (RFC 5322), or a folder of them, `-` is stdin; repeatable')
            [CompletionResult]::new('--set-from', '--set-from', [CompletionResultType]::ParameterName, 'Replace the From field of a ready-made message')
            [CompletionResult]::new('--mail-from', '--mail-from', [CompletionResultType]::ParameterName, 'Reverse-path instead of the author''s address; '''' is the null reverse-path')
            [CompletionResult]::new('--rcpt', '--rcpt', [CompletionResultType]::ParameterName, 'Recipient instead of those of the message; repeatable')
            [CompletionResult]::new('--dsn-notify', '--dsn-notify', [CompletionResultType]::ParameterName, 'When to report delivery: never, or a comma list of success, failure, delay')
            [CompletionResult]::new('--dsn-ret', '--dsn-ret', [CompletionResultType]::ParameterName, 'How much of the message a delivery report returns: full or hdrs')
            [CompletionResult]::new('--envid', '--envid', [CompletionResultType]::ParameterName, 'Identifier that delivery reports repeat')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'Name to give in EHLO [default: [127.0.0.1]]')
            [CompletionResult]::new('--chunking', '--chunking', [CompletionResultType]::ParameterName, 'Send messages in chunks (BDAT) if the server offers it: on (the default) or off')
            [CompletionResult]::new('--pipeline-login', '--pipeline-login', [CompletionResultType]::ParameterName, 'Send the login together with the envelope: auto (the default), on or off')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Host name or address of the server')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server [default: 465 for send, 995 for the mailbox]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'How TLS starts: implicit (the default), starttls, or none')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CAs in this PEM file instead of the system''s')
            [CompletionResult]::new('--tls-fingerprint', '--tls-fingerprint', [CompletionResultType]::ParameterName, 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has')
            [CompletionResult]::new('--tls-name', '--tls-name', [CompletionResultType]::ParameterName, 'Name that the certificate must have, if it is not that of --host')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'Private key of the client certificate (PEM) [default: the file of --client-cert]')
            [CompletionResult]::new('--tls-min', '--tls-min', [CompletionResultType]::ParameterName, 'Minimum TLS version [default: 1.2]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one reply [default: 60]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Seconds that the whole run may take [default: no limit]')
            [CompletionResult]::new('--pipelining', '--pipelining', [CompletionResultType]::ParameterName, 'Send several commands together if the server offers it: on (the default) or off')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Connect from this IP address of this host')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Read the password from the first line that this command prints')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from this environment variable')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Login mechanisms in order of preference, or auto (the default), or none')
            [CompletionResult]::new('--auto', '--auto', [CompletionResultType]::ParameterName, 'Mark the message as sent by a program (Auto-Submitted, RFC 3834)')
            [CompletionResult]::new('--skip-empty', '--skip-empty', [CompletionResultType]::ParameterName, 'Send nothing if there is no text but white space, no HTML and no attachment (exit 0)')
            [CompletionResult]::new('--lossy', '--lossy', [CompletionResultType]::ParameterName, 'Replace octets of the text that are not of its charset, with a warning')
            [CompletionResult]::new('--as-is', '--as-is', [CompletionResultType]::ParameterName, 'Change only the line ends of a ready-made message: add and encode no header field')
            [CompletionResult]::new('--read-headers', '--read-headers', [CompletionResultType]::ParameterName, 'Read the envelope of a ready-made message from its From or Sender, To, Cc and Bcc')
            [CompletionResult]::new('--partial', '--partial', [CompletionResultType]::ParameterName, 'Send the message although some recipients are refused (exit 80)')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Write the message to stdout as it would be sent, without connecting')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Stop after the recipients: the server checks the envelope, and nothing is sent')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate: an attacker on the network can then read and change everything')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--cleartext-auth', '--cleartext-auth', [CompletionResultType]::ParameterName, 'Allow sending the password over a connection that is not encrypted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, and each line of stderr, as JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mailcall;stat' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Host name or address of the server')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server [default: 465 for send, 995 for the mailbox]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'How TLS starts: implicit (the default), starttls, or none')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CAs in this PEM file instead of the system''s')
            [CompletionResult]::new('--tls-fingerprint', '--tls-fingerprint', [CompletionResultType]::ParameterName, 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has')
            [CompletionResult]::new('--tls-name', '--tls-name', [CompletionResultType]::ParameterName, 'Name that the certificate must have, if it is not that of --host')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'Private key of the client certificate (PEM) [default: the file of --client-cert]')
            [CompletionResult]::new('--tls-min', '--tls-min', [CompletionResultType]::ParameterName, 'Minimum TLS version [default: 1.2]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one reply [default: 60]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Seconds that the whole run may take [default: no limit]')
            [CompletionResult]::new('--pipelining', '--pipelining', [CompletionResultType]::ParameterName, 'Send several commands together if the server offers it: on (the default) or off')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Connect from this IP address of this host')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Read the password from the first line that this command prints')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from this environment variable')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Login mechanisms in order of preference, or auto (the default), or none')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate: an attacker on the network can then read and change everything')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--cleartext-auth', '--cleartext-auth', [CompletionResultType]::ParameterName, 'Allow sending the password over a connection that is not encrypted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, and each line of stderr, as JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mailcall;list' {
            [CompletionResult]::new('--uid', '--uid', [CompletionResultType]::ParameterName, 'Unique-id of a message, which stays the same in every session; repeatable')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Host name or address of the server')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server [default: 465 for send, 995 for the mailbox]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'How TLS starts: implicit (the default), starttls, or none')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CAs in this PEM file instead of the system''s')
            [CompletionResult]::new('--tls-fingerprint', '--tls-fingerprint', [CompletionResultType]::ParameterName, 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has')
            [CompletionResult]::new('--tls-name', '--tls-name', [CompletionResultType]::ParameterName, 'Name that the certificate must have, if it is not that of --host')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'Private key of the client certificate (PEM) [default: the file of --client-cert]')
            [CompletionResult]::new('--tls-min', '--tls-min', [CompletionResultType]::ParameterName, 'Minimum TLS version [default: 1.2]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one reply [default: 60]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Seconds that the whole run may take [default: no limit]')
            [CompletionResult]::new('--pipelining', '--pipelining', [CompletionResultType]::ParameterName, 'Send several commands together if the server offers it: on (the default) or off')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Connect from this IP address of this host')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Read the password from the first line that this command prints')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from this environment variable')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Login mechanisms in order of preference, or auto (the default), or none')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every message')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Add Date, From and Subject, decoded')
            [CompletionResult]::new('--headers', '--headers', [CompletionResultType]::ParameterName, 'Add Date, From and Subject, decoded')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate: an attacker on the network can then read and change everything')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--cleartext-auth', '--cleartext-auth', [CompletionResultType]::ParameterName, 'Allow sending the password over a connection that is not encrypted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, and each line of stderr, as JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mailcall;retr' {
            [CompletionResult]::new('--uid', '--uid', [CompletionResultType]::ParameterName, 'Unique-id of a message, which stays the same in every session; repeatable')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'Only the header fields and the first N lines of the body')
            [CompletionResult]::new('--mbox', '--mbox', [CompletionResultType]::ParameterName, 'Append to an mbox file (mboxrd); `-` is stdout')
            [CompletionResult]::new('--output-dir', '--output-dir', [CompletionResultType]::ParameterName, 'Write one .eml file per message into this directory, named by unique-id')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Host name or address of the server')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server [default: 465 for send, 995 for the mailbox]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'How TLS starts: implicit (the default), starttls, or none')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CAs in this PEM file instead of the system''s')
            [CompletionResult]::new('--tls-fingerprint', '--tls-fingerprint', [CompletionResultType]::ParameterName, 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has')
            [CompletionResult]::new('--tls-name', '--tls-name', [CompletionResultType]::ParameterName, 'Name that the certificate must have, if it is not that of --host')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'Private key of the client certificate (PEM) [default: the file of --client-cert]')
            [CompletionResult]::new('--tls-min', '--tls-min', [CompletionResultType]::ParameterName, 'Minimum TLS version [default: 1.2]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one reply [default: 60]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Seconds that the whole run may take [default: no limit]')
            [CompletionResult]::new('--pipelining', '--pipelining', [CompletionResultType]::ParameterName, 'Send several commands together if the server offers it: on (the default) or off')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Connect from this IP address of this host')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Read the password from the first line that this command prints')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from this environment variable')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Login mechanisms in order of preference, or auto (the default), or none')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every message')
            [CompletionResult]::new('--headers', '--headers', [CompletionResultType]::ParameterName, 'Only the header fields')
            [CompletionResult]::new('--crlf', '--crlf', [CompletionResultType]::ParameterName, 'Keep the line ends as sent (CRLF) instead of converting them to the platform''s')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate: an attacker on the network can then read and change everything')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--cleartext-auth', '--cleartext-auth', [CompletionResultType]::ParameterName, 'Allow sending the password over a connection that is not encrypted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, and each line of stderr, as JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mailcall;dele' {
            [CompletionResult]::new('--uid', '--uid', [CompletionResultType]::ParameterName, 'Unique-id of a message, which stays the same in every session; repeatable')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Host name or address of the server')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server [default: 465 for send, 995 for the mailbox]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'How TLS starts: implicit (the default), starttls, or none')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CAs in this PEM file instead of the system''s')
            [CompletionResult]::new('--tls-fingerprint', '--tls-fingerprint', [CompletionResultType]::ParameterName, 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has')
            [CompletionResult]::new('--tls-name', '--tls-name', [CompletionResultType]::ParameterName, 'Name that the certificate must have, if it is not that of --host')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'Private key of the client certificate (PEM) [default: the file of --client-cert]')
            [CompletionResult]::new('--tls-min', '--tls-min', [CompletionResultType]::ParameterName, 'Minimum TLS version [default: 1.2]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one reply [default: 60]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Seconds that the whole run may take [default: no limit]')
            [CompletionResult]::new('--pipelining', '--pipelining', [CompletionResultType]::ParameterName, 'Send several commands together if the server offers it: on (the default) or off')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Connect from this IP address of this host')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User that logs in, often the mail address')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Read the password from the first line that this command prints')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from this environment variable')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Login mechanisms in order of preference, or auto (the default), or none')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every message')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Send DELE for each message, then RSET: the server checks the deletion, and nothing is deleted')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate: an attacker on the network can then read and change everything')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Use IPv4 addresses only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Use IPv6 addresses only')
            [CompletionResult]::new('--cleartext-auth', '--cleartext-auth', [CompletionResultType]::ParameterName, 'Allow sending the password over a connection that is not encrypted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, and each line of stderr, as JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the dialogue on stderr, with secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no text results, warnings or progress; errors are still printed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mailcall;help' {
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Submit a message (or several ready-made ones)')
            [CompletionResult]::new('stat', 'stat', [CompletionResultType]::ParameterValue, 'Print the number of messages in the maildrop and their octets')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List messages: number, octets, unique-id')
            [CompletionResult]::new('retr', 'retr', [CompletionResultType]::ParameterValue, 'Retrieve messages to stdout, files or JSON')
            [CompletionResult]::new('dele', 'dele', [CompletionResultType]::ParameterValue, 'Delete messages: all of them or none')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mailcall;help;send' {
            break
        }
        'mailcall;help;stat' {
            break
        }
        'mailcall;help;list' {
            break
        }
        'mailcall;help;retr' {
            break
        }
        'mailcall;help;dele' {
            break
        }
        'mailcall;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
