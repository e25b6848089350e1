//! The providers. Servers and ports are those of the providers' help pages and of Thunderbird's database.

use super::{LoginName, Place, Provider};
use crate::endpoint::Security;

/// A server with TLS from the first octet, on the port of submission (RFC 8314).
const fn smtps(host: &'static str) -> Place {
    Place {
        host,
        port: 465,
        security: Security::Implicit,
    }
}

/// A server with STARTTLS on the older port of submission (RFC 6409).
const fn submission(host: &'static str) -> Place {
    Place {
        host,
        port: 587,
        security: Security::StartTls,
    }
}

/// A mailbox with TLS from the first octet.
const fn pop3s(host: &'static str) -> Option<Place> {
    Some(Place {
        host,
        port: 995,
        security: Security::Implicit,
    })
}

/// A provider whose login wants the whole address.
const fn provider(
    name: &'static str,
    domains: &'static str,
    smtp: Place,
    pop3: Option<Place>,
    needs: &'static str,
) -> Provider {
    Provider {
        name,
        domains,
        smtp,
        pop3,
        login: LoginName::Address,
        needs,
    }
}

const QQ: &str = "QQ Mail wants an authorization code instead of the password: switch SMTP and POP3 on in its web mail, under Settings, Account, and create one there";
const EXMAIL: &str = "Tencent Exmail wants the password of its web mail, or a client password where secure login is switched on";
const NETEASE: &str = "NetEase Mail wants an authorization code instead of the password: switch SMTP and POP3 on in its web mail, under Settings, and create one there";
const SINA: &str = "Sina Mail wants an authorization code instead of the password: switch SMTP and POP3 on in its web mail, under Settings, and create one there";
const SOHU: &str = "Sohu Mail wants an authorization code instead of the password: switch SMTP and POP3 on in its web mail, under Settings, and create one there";
const ALIYUN: &str = "Aliyun Mail wants a password for mail clients: switch SMTP and POP3 on in its web mail, under Settings, and create one there";
const MOBILE_139: &str = "139 Mail wants an authorization code instead of the password: switch SMTP and POP3 on in its web mail, under Settings, and create one there";
const GMAIL: &str = "Gmail wants an app password (which needs 2-step verification) or OAuth (--auth xoauth2) instead of the password; POP3 is switched on in its settings";
const OUTLOOK: &str = "Outlook.com accepts OAuth only: --auth xoauth2, with an access token as the password; POP3 is switched on in its settings";
const MICROSOFT_365: &str = "Microsoft 365 wants OAuth: --auth xoauth2, with an access token as the password; an administrator has to allow SMTP AUTH or POP3 for the mailbox";
const YAHOO: &str = "Yahoo Mail wants an app password instead of the password: create one in the account's security settings";
const ICLOUD: &str = "iCloud Mail wants an app-specific password instead of the password: create one at account.apple.com";
const ZOHO: &str = "Zoho Mail wants an app password where two-factor login is on; POP3 is switched on in its settings";
const FASTMAIL: &str = "Fastmail wants an app password instead of the password: create one under Settings, Privacy & Security";
const MAIL_RU: &str = "Mail.ru wants a password for external applications instead of the password: create one in the security settings";
const YANDEX: &str = "Yandex Mail wants an app password instead of the password: create one in the account's settings; POP3 is switched on in the mail's settings";
const GMX: &str = "GMX allows access by programs only when POP3 and IMAP are switched on in its settings; with two-factor login it wants an app-specific password";
const WEB_DE: &str = "WEB.DE allows access by programs only when POP3 and IMAP are switched on in its settings; with two-factor login it wants an app-specific password";
const PROTON: &str = "Proton Mail is reached through Proton Mail Bridge on this host: it shows the user and the password that it wants";

/// Every provider, one row a pair of servers.
pub(super) static PROVIDERS: &[Provider] = &[
    provider(
        "QQ Mail",
        "qq.com foxmail.com",
        smtps("smtp.qq.com"),
        pop3s("pop.qq.com"),
        QQ,
    ),
    provider(
        "Tencent Exmail",
        "",
        smtps("smtp.exmail.qq.com"),
        pop3s("pop.exmail.qq.com"),
        EXMAIL,
    ),
    provider(
        "NetEase Mail",
        "163.com",
        smtps("smtp.163.com"),
        pop3s("pop.163.com"),
        NETEASE,
    ),
    provider(
        "NetEase Mail",
        "126.com",
        smtps("smtp.126.com"),
        pop3s("pop.126.com"),
        NETEASE,
    ),
    provider(
        "NetEase Mail",
        "yeah.net",
        smtps("smtp.yeah.net"),
        pop3s("pop.yeah.net"),
        NETEASE,
    ),
    provider(
        "Sina Mail",
        "sina.com",
        smtps("smtp.sina.com"),
        pop3s("pop.sina.com"),
        SINA,
    ),
    provider(
        "Sina Mail",
        "sina.cn",
        smtps("smtp.sina.cn"),
        pop3s("pop.sina.cn"),
        SINA,
    ),
    provider(
        "Sina Mail",
        "vip.sina.com",
        smtps("smtp.vip.sina.com"),
        pop3s("pop3.vip.sina.com"),
        SINA,
    ),
    provider(
        "Sohu Mail",
        "sohu.com",
        smtps("smtp.sohu.com"),
        pop3s("pop3.sohu.com"),
        SOHU,
    ),
    provider(
        "Aliyun Mail",
        "aliyun.com",
        smtps("smtp.aliyun.com"),
        pop3s("pop3.aliyun.com"),
        ALIYUN,
    ),
    provider(
        "139 Mail",
        "139.com",
        smtps("smtp.139.com"),
        pop3s("pop.139.com"),
        MOBILE_139,
    ),
    provider(
        "Gmail",
        "gmail.com googlemail.com",
        smtps("smtp.gmail.com"),
        pop3s("pop.gmail.com"),
        GMAIL,
    ),
    provider(
        "Outlook.com",
        OUTLOOK_DOMAINS,
        submission("smtp-mail.outlook.com"),
        pop3s("outlook.office365.com"),
        OUTLOOK,
    ),
    provider(
        "Microsoft 365",
        "",
        submission("smtp.office365.com"),
        pop3s("outlook.office365.com"),
        MICROSOFT_365,
    ),
    provider(
        "Yahoo Mail",
        YAHOO_DOMAINS,
        smtps("smtp.mail.yahoo.com"),
        pop3s("pop.mail.yahoo.com"),
        YAHOO,
    ),
    provider(
        "iCloud Mail",
        "icloud.com me.com mac.com",
        submission("smtp.mail.me.com"),
        None,
        ICLOUD,
    ),
    provider(
        "Zoho Mail",
        "zoho.com zohomail.com",
        smtps("smtp.zoho.com"),
        pop3s("pop.zoho.com"),
        ZOHO,
    ),
    provider(
        "Zoho Mail",
        "zoho.eu zohomail.eu",
        smtps("smtp.zoho.eu"),
        pop3s("pop.zoho.eu"),
        ZOHO,
    ),
    provider(
        "Fastmail",
        "fastmail.com fastmail.fm",
        smtps("smtp.fastmail.com"),
        pop3s("pop.fastmail.com"),
        FASTMAIL,
    ),
    provider(
        "Mail.ru",
        "mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru",
        smtps("smtp.mail.ru"),
        pop3s("pop.mail.ru"),
        MAIL_RU,
    ),
    provider(
        "Yandex Mail",
        "yandex.com yandex.ru ya.ru yandex.by yandex.kz yandex.ua narod.ru",
        smtps("smtp.yandex.com"),
        pop3s("pop.yandex.com"),
        YANDEX,
    ),
    provider(
        "GMX",
        "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.org gmx.info gmx.biz",
        smtps("mail.gmx.net"),
        pop3s("pop.gmx.net"),
        GMX,
    ),
    provider(
        "GMX",
        "gmx.com gmx.us gmx.co.uk gmx.fr gmx.es gmx.it",
        smtps("mail.gmx.com"),
        pop3s("pop.gmx.com"),
        GMX,
    ),
    Provider {
        login: LoginName::LocalPart,
        ..provider(
            "WEB.DE",
            "web.de",
            smtps("smtp.web.de"),
            pop3s("pop3.web.de"),
            WEB_DE,
        )
    },
    provider(
        "Proton Mail",
        "proton.me protonmail.com pm.me",
        Place {
            host: "127.0.0.1",
            port: 1025,
            security: Security::StartTls,
        },
        None,
        PROTON,
    ),
];

const OUTLOOK_DOMAINS: &str = "outlook.com outlook.at outlook.be outlook.cl outlook.co.id outlook.co.il outlook.co.th \
    outlook.com.ar outlook.com.au outlook.com.br outlook.com.tr outlook.com.vn outlook.cz outlook.de \
    outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr \
    outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk hotmail.com hotmail.be hotmail.ca \
    hotmail.co.id hotmail.co.il hotmail.co.jp hotmail.co.th hotmail.co.uk hotmail.com.ar hotmail.com.au \
    hotmail.com.br hotmail.com.hk hotmail.com.tr hotmail.com.tw hotmail.de hotmail.dk hotmail.es \
    hotmail.fi hotmail.fr hotmail.gr hotmail.it hotmail.nl hotmail.no hotmail.se hotmail.sg live.com \
    live.at live.be live.ca live.cl live.cn live.co.uk live.com.ar live.com.au live.com.mx live.com.pt \
    live.com.sg live.de live.dk live.fi live.fr live.hk live.ie live.in live.it live.jp live.nl live.no \
    live.ru live.se msn.com windowslive.com";

const YAHOO_DOMAINS: &str = "yahoo.com yahoo.co.in yahoo.co.nz yahoo.co.uk yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx \
    yahoo.de yahoo.es yahoo.fr yahoo.it yahoo.se ymail.com rocketmail.com myyahoo.com";
