# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mailcall_global_optspecs
    string join \n h/help V/version
end

function __fish_mailcall_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mailcall_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mailcall_using_subcommand
    set -l cmd (__fish_mailcall_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mailcall -n "__fish_mailcall_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mailcall -n "__fish_mailcall_needs_command" -s V -l version -d 'Print version'
complete -c mailcall -n "__fish_mailcall_needs_command" -f -a "send" -d 'Submit a message (or several ready-made ones)'
complete -c mailcall -n "__fish_mailcall_needs_command" -f -a "stat" -d 'Print the number of messages in the maildrop and their octets'
complete -c mailcall -n "__fish_mailcall_needs_command" -f -a "list" -d 'List messages: number, octets, unique-id'
complete -c mailcall -n "__fish_mailcall_needs_command" -f -a "retr" -d 'Retrieve messages to stdout, files or JSON'
complete -c mailcall -n "__fish_mailcall_needs_command" -f -a "dele" -d 'Delete messages: all of them or none'
complete -c mailcall -n "__fish_mailcall_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s t -l to -d 'Recipient: `a@b`, `Name <a@b>`, or a comma list of them; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s c -l cc -d 'Recipient of a copy' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s b -l bcc -d 'Recipient of a hidden copy: the message does not name it' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l to-file -d 'File with recipients, one or more a line; `-` is stdin; repeatable' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l cc-file -d 'File with recipients of a copy, as --to-file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l bcc-file -d 'File with recipients of a hidden copy, as --to-file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s f -l from -d 'Author, as `a@b` or `Name <a@b>`' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s s -l subject -d 'Subject' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l body -d 'Text of the message; default: stdin' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l body-file -d 'File with the text of the message; `-` is stdin' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l body-command -d 'Command whose output is the text of the message' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l html -d 'File with the text as HTML; without a text, the HTML alone is sent' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s a -l attach -d 'File to attach, `-` is stdin; repeatable' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l attach-as -d 'File to attach under another name; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l attach-type -d 'Media type of the attachment NAME; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l inline -d 'Image that the HTML refers to as `cid:CID`; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s H -l header -d 'Header field; replaces a default field of the same name; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l reply-to -d 'Address for replies (Reply-To)' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l in-reply-to -d 'Message-ID of the message that this one replies to' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l references -d 'Message-ID of an earlier message of the conversation; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l date -d 'Date of the message; default: now' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l message-id -d 'Message-ID of the message; default: random, in the domain of the author' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l charset -d 'Charset of the text that is read [default: UTF-8]; the message is always UTF-8' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s m -l message -d 'Ready-made message (RFC 5322), or a folder of them, `-` is stdin; repeatable' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l set-from -d 'Replace the From field of a ready-made message' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l mail-from -d 'Reverse-path instead of the author\'s address; \'\' is the null reverse-path' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l rcpt -d 'Recipient instead of those of the message; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l dsn-notify -d 'When to report delivery: never, or a comma list of success, failure, delay' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l dsn-ret -d 'How much of the message a delivery report returns: full or hdrs' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l envid -d 'Identifier that delivery reports repeat' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l min-days -d 'With --check: fail (exit 76) if the certificate expires in less than N days' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l helo -d 'Name to give in EHLO [default: [127.0.0.1]]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l chunking -d 'Send messages in chunks (BDAT) if the server offers it: on (the default) or off' -r -f -a "on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l pipeline-login -d 'Send the login together with the envelope: auto (the default), on or off' -r -f -a "auto\t''
on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l host -d 'Host name or address of the server' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l port -d 'Port of the server [default: 465 for send, 995 for the mailbox]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l tls -d 'How TLS starts: implicit (the default), starttls, or none' -r -f -a "implicit\t'TLS from the first octet: ports 465 and 995'
starttls\t'a connection that begins without TLS and must change to TLS: ports 587 and 110'
none\t'no TLS: ports 25 and 110'"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l ca-file -d 'Trust the CAs in this PEM file instead of the system\'s' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l tls-fingerprint -d 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l tls-name -d 'Name that the certificate must have, if it is not that of --host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l client-cert -d 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l client-key -d 'Private key of the client certificate (PEM) [default: the file of --client-cert]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l tls-min -d 'Minimum TLS version [default: 1.2]' -r -f -a "1.2\t''
1.3\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l timeout -d 'Seconds to wait for one reply [default: 60]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l deadline -d 'Seconds that the whole run may take [default: no limit]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l retry -d 'Try again up to N times after a temporary failure [default: 0]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l pipelining -d 'Send several commands together if the server offers it: on (the default) or off' -r -f -a "on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l source -d 'Connect from this IP address of this host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l proxy -d 'Connect through a proxy: socks5://HOST:PORT or http://HOST:PORT, or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s A -l account -d 'Use this account of the configuration file' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l config -d 'Read this configuration file only [default: ~/.config/mailcall/config.toml, /etc/mailcall/config.toml]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s u -l user -d 'User that logs in, often the mail address' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l password-file -d 'Read the password from the first line of this file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l password-command -d 'Read the password from the first line that this command prints' -r -f -a "(__fish_complete_command)"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l password-env -d 'Read the password from this environment variable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l auth -d 'Login mechanisms in order of preference, or auto (the default), or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l log -d 'Append one line about this run to a file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l log-format -d 'How the lines of --log are written: text (the default) or json' -r -f -a "text\t''
json\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l auto -d 'Mark the message as sent by a program (Auto-Submitted, RFC 3834)'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l skip-empty -d 'Send nothing if there is no text but white space, no HTML and no attachment (exit 0)'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l lossy -d 'Replace octets of the text that are not of its charset, with a warning'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l as-is -d 'Change only the line ends of a ready-made message: add and encode no header field'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l read-headers -d 'Read the envelope of a ready-made message from its From or Sender, To, Cc and Bcc'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l partial -d 'Send the message although some recipients are refused (exit 80)'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l print -d 'Write the message to stdout as it would be sent, without connecting'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l dry-run -d 'Stop after the recipients: the server checks the envelope, and nothing is sent'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l check -d 'Check the server, its certificate and the login; print what is known of them, and do nothing else'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l insecure -d 'Accept any certificate: an attacker on the network can then read and change everything'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s 4 -l ipv4 -d 'Use IPv4 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s 6 -l ipv6 -d 'Use IPv6 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l cleartext-auth -d 'Allow sending the password over a connection that is not encrypted'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -l json -d 'Print the result, and each line of stderr, as JSON'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s v -l trace -l verbose -d 'Print the dialogue on stderr, with secrets masked'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s q -l quiet -d 'Print no text results, warnings or progress; errors are still printed'
complete -c mailcall -n "__fish_mailcall_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l min-days -d 'With --check: fail (exit 76) if the certificate expires in less than N days' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l host -d 'Host name or address of the server' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l port -d 'Port of the server [default: 465 for send, 995 for the mailbox]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l tls -d 'How TLS starts: implicit (the default), starttls, or none' -r -f -a "implicit\t'TLS from the first octet: ports 465 and 995'
starttls\t'a connection that begins without TLS and must change to TLS: ports 587 and 110'
none\t'no TLS: ports 25 and 110'"
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l ca-file -d 'Trust the CAs in this PEM file instead of the system\'s' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l tls-fingerprint -d 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l tls-name -d 'Name that the certificate must have, if it is not that of --host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l client-cert -d 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l client-key -d 'Private key of the client certificate (PEM) [default: the file of --client-cert]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l tls-min -d 'Minimum TLS version [default: 1.2]' -r -f -a "1.2\t''
1.3\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l timeout -d 'Seconds to wait for one reply [default: 60]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l deadline -d 'Seconds that the whole run may take [default: no limit]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l retry -d 'Try again up to N times after a temporary failure [default: 0]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l pipelining -d 'Send several commands together if the server offers it: on (the default) or off' -r -f -a "on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l source -d 'Connect from this IP address of this host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l proxy -d 'Connect through a proxy: socks5://HOST:PORT or http://HOST:PORT, or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s A -l account -d 'Use this account of the configuration file' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l config -d 'Read this configuration file only [default: ~/.config/mailcall/config.toml, /etc/mailcall/config.toml]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s u -l user -d 'User that logs in, often the mail address' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l password-file -d 'Read the password from the first line of this file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l password-command -d 'Read the password from the first line that this command prints' -r -f -a "(__fish_complete_command)"
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l password-env -d 'Read the password from this environment variable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l auth -d 'Login mechanisms in order of preference, or auto (the default), or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l log -d 'Append one line about this run to a file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l log-format -d 'How the lines of --log are written: text (the default) or json' -r -f -a "text\t''
json\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l check -d 'Check the server, its certificate and the login; print what is known of them, and do nothing else'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l insecure -d 'Accept any certificate: an attacker on the network can then read and change everything'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s 4 -l ipv4 -d 'Use IPv4 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s 6 -l ipv6 -d 'Use IPv6 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l cleartext-auth -d 'Allow sending the password over a connection that is not encrypted'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -l json -d 'Print the result, and each line of stderr, as JSON'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s v -l trace -l verbose -d 'Print the dialogue on stderr, with secrets masked'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s q -l quiet -d 'Print no text results, warnings or progress; errors are still printed'
complete -c mailcall -n "__fish_mailcall_using_subcommand stat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l uid -d 'Unique-id of a message, which stays the same in every session; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l last -d 'The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l host -d 'Host name or address of the server' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l port -d 'Port of the server [default: 465 for send, 995 for the mailbox]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l tls -d 'How TLS starts: implicit (the default), starttls, or none' -r -f -a "implicit\t'TLS from the first octet: ports 465 and 995'
starttls\t'a connection that begins without TLS and must change to TLS: ports 587 and 110'
none\t'no TLS: ports 25 and 110'"
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l ca-file -d 'Trust the CAs in this PEM file instead of the system\'s' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l tls-fingerprint -d 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l tls-name -d 'Name that the certificate must have, if it is not that of --host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l client-cert -d 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l client-key -d 'Private key of the client certificate (PEM) [default: the file of --client-cert]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l tls-min -d 'Minimum TLS version [default: 1.2]' -r -f -a "1.2\t''
1.3\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l timeout -d 'Seconds to wait for one reply [default: 60]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l deadline -d 'Seconds that the whole run may take [default: no limit]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l retry -d 'Try again up to N times after a temporary failure [default: 0]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l pipelining -d 'Send several commands together if the server offers it: on (the default) or off' -r -f -a "on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l source -d 'Connect from this IP address of this host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l proxy -d 'Connect through a proxy: socks5://HOST:PORT or http://HOST:PORT, or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s A -l account -d 'Use this account of the configuration file' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l config -d 'Read this configuration file only [default: ~/.config/mailcall/config.toml, /etc/mailcall/config.toml]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s u -l user -d 'User that logs in, often the mail address' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l password-file -d 'Read the password from the first line of this file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l password-command -d 'Read the password from the first line that this command prints' -r -f -a "(__fish_complete_command)"
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l password-env -d 'Read the password from this environment variable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l auth -d 'Login mechanisms in order of preference, or auto (the default), or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l log -d 'Append one line about this run to a file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l log-format -d 'How the lines of --log are written: text (the default) or json' -r -f -a "text\t''
json\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l all -d 'Every message'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s l -l headers -d 'Add Date, From and Subject, decoded'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l insecure -d 'Accept any certificate: an attacker on the network can then read and change everything'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s 4 -l ipv4 -d 'Use IPv4 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s 6 -l ipv6 -d 'Use IPv6 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l cleartext-auth -d 'Allow sending the password over a connection that is not encrypted'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -l json -d 'Print the result, and each line of stderr, as JSON'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s v -l trace -l verbose -d 'Print the dialogue on stderr, with secrets masked'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s q -l quiet -d 'Print no text results, warnings or progress; errors are still printed'
complete -c mailcall -n "__fish_mailcall_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l uid -d 'Unique-id of a message, which stays the same in every session; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l last -d 'The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l top -d 'Only the header fields and the first N lines of the body' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l mbox -d 'Append to an mbox file (mboxrd); `-` is stdout' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l output-dir -d 'Write one .eml file per message into this directory, named by unique-id' -r -f -a "(__fish_complete_directories)"
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l host -d 'Host name or address of the server' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l port -d 'Port of the server [default: 465 for send, 995 for the mailbox]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l tls -d 'How TLS starts: implicit (the default), starttls, or none' -r -f -a "implicit\t'TLS from the first octet: ports 465 and 995'
starttls\t'a connection that begins without TLS and must change to TLS: ports 587 and 110'
none\t'no TLS: ports 25 and 110'"
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l ca-file -d 'Trust the CAs in this PEM file instead of the system\'s' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l tls-fingerprint -d 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l tls-name -d 'Name that the certificate must have, if it is not that of --host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l client-cert -d 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l client-key -d 'Private key of the client certificate (PEM) [default: the file of --client-cert]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l tls-min -d 'Minimum TLS version [default: 1.2]' -r -f -a "1.2\t''
1.3\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l timeout -d 'Seconds to wait for one reply [default: 60]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l deadline -d 'Seconds that the whole run may take [default: no limit]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l retry -d 'Try again up to N times after a temporary failure [default: 0]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l pipelining -d 'Send several commands together if the server offers it: on (the default) or off' -r -f -a "on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l source -d 'Connect from this IP address of this host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l proxy -d 'Connect through a proxy: socks5://HOST:PORT or http://HOST:PORT, or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s A -l account -d 'Use this account of the configuration file' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l config -d 'Read this configuration file only [default: ~/.config/mailcall/config.toml, /etc/mailcall/config.toml]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s u -l user -d 'User that logs in, often the mail address' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l password-file -d 'Read the password from the first line of this file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l password-command -d 'Read the password from the first line that this command prints' -r -f -a "(__fish_complete_command)"
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l password-env -d 'Read the password from this environment variable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l auth -d 'Login mechanisms in order of preference, or auto (the default), or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l log -d 'Append one line about this run to a file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l log-format -d 'How the lines of --log are written: text (the default) or json' -r -f -a "text\t''
json\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l all -d 'Every message'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l headers -d 'Only the header fields'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l crlf -d 'Keep the line ends as sent (CRLF) instead of converting them to the platform\'s'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l insecure -d 'Accept any certificate: an attacker on the network can then read and change everything'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s 4 -l ipv4 -d 'Use IPv4 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s 6 -l ipv6 -d 'Use IPv6 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l cleartext-auth -d 'Allow sending the password over a connection that is not encrypted'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -l json -d 'Print the result, and each line of stderr, as JSON'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s v -l trace -l verbose -d 'Print the dialogue on stderr, with secrets masked'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s q -l quiet -d 'Print no text results, warnings or progress; errors are still printed'
complete -c mailcall -n "__fish_mailcall_using_subcommand retr" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l uid -d 'Unique-id of a message, which stays the same in every session; repeatable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l last -d 'The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l host -d 'Host name or address of the server' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l port -d 'Port of the server [default: 465 for send, 995 for the mailbox]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l tls -d 'How TLS starts: implicit (the default), starttls, or none' -r -f -a "implicit\t'TLS from the first octet: ports 465 and 995'
starttls\t'a connection that begins without TLS and must change to TLS: ports 587 and 110'
none\t'no TLS: ports 25 and 110'"
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l ca-file -d 'Trust the CAs in this PEM file instead of the system\'s' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l tls-fingerprint -d 'Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l tls-name -d 'Name that the certificate must have, if it is not that of --host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l client-cert -d 'Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l client-key -d 'Private key of the client certificate (PEM) [default: the file of --client-cert]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l tls-min -d 'Minimum TLS version [default: 1.2]' -r -f -a "1.2\t''
1.3\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l timeout -d 'Seconds to wait for one reply [default: 60]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l deadline -d 'Seconds that the whole run may take [default: no limit]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l retry -d 'Try again up to N times after a temporary failure [default: 0]' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l pipelining -d 'Send several commands together if the server offers it: on (the default) or off' -r -f -a "on\t''
off\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l source -d 'Connect from this IP address of this host' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l proxy -d 'Connect through a proxy: socks5://HOST:PORT or http://HOST:PORT, or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s A -l account -d 'Use this account of the configuration file' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l config -d 'Read this configuration file only [default: ~/.config/mailcall/config.toml, /etc/mailcall/config.toml]' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s u -l user -d 'User that logs in, often the mail address' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l password-file -d 'Read the password from the first line of this file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l password-command -d 'Read the password from the first line that this command prints' -r -f -a "(__fish_complete_command)"
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l password-env -d 'Read the password from this environment variable' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l auth -d 'Login mechanisms in order of preference, or auto (the default), or none' -r
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l log -d 'Append one line about this run to a file' -r -F
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l log-format -d 'How the lines of --log are written: text (the default) or json' -r -f -a "text\t''
json\t''"
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l all -d 'Every message'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l dry-run -d 'Send DELE for each message, then RSET: the server checks the deletion, and nothing is deleted'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l insecure -d 'Accept any certificate: an attacker on the network can then read and change everything'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s 4 -l ipv4 -d 'Use IPv4 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s 6 -l ipv6 -d 'Use IPv6 addresses only'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l cleartext-auth -d 'Allow sending the password over a connection that is not encrypted'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -l json -d 'Print the result, and each line of stderr, as JSON'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s v -l trace -l verbose -d 'Print the dialogue on stderr, with secrets masked'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s q -l quiet -d 'Print no text results, warnings or progress; errors are still printed'
complete -c mailcall -n "__fish_mailcall_using_subcommand dele" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mailcall -n "__fish_mailcall_using_subcommand help; and not __fish_seen_subcommand_from send stat list retr dele help" -f -a "send" -d 'Submit a message (or several ready-made ones)'
complete -c mailcall -n "__fish_mailcall_using_subcommand help; and not __fish_seen_subcommand_from send stat list retr dele help" -f -a "stat" -d 'Print the number of messages in the maildrop and their octets'
complete -c mailcall -n "__fish_mailcall_using_subcommand help; and not __fish_seen_subcommand_from send stat list retr dele help" -f -a "list" -d 'List messages: number, octets, unique-id'
complete -c mailcall -n "__fish_mailcall_using_subcommand help; and not __fish_seen_subcommand_from send stat list retr dele help" -f -a "retr" -d 'Retrieve messages to stdout, files or JSON'
complete -c mailcall -n "__fish_mailcall_using_subcommand help; and not __fish_seen_subcommand_from send stat list retr dele help" -f -a "dele" -d 'Delete messages: all of them or none'
complete -c mailcall -n "__fish_mailcall_using_subcommand help; and not __fish_seen_subcommand_from send stat list retr dele help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
