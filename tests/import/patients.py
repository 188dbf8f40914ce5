# SPDX-License-Identifier: GPL-3.0-or-later
"""A home full of mail programs, some of whose accounts have something wrong: what is written here is what is wrong.

fill() returns {client: {account: [codes]}}; an account with [] has nothing wrong.
"""

SOUND_IMAP = "imap.example.org"
SOUND_SMTP = "smtp.example.org"


def write_thunderbird(home, accounts):
    """(label, address, type, host, port, socketType, authMethod, smtp host, smtp port, try_ssl, smtp user)"""
    lines = ['user_pref("mail.accountmanager.accounts", "%s");'
             % ",".join(f"account{n}" for n in range(1, len(accounts) + 1)),
             'user_pref("mail.smtpservers", "%s");' % ",".join(f"smtp{n}" for n in range(1, len(accounts) + 1))]
    for number, (label, address, kind, host, port, socket_type, method, smtp_host, smtp_port, smtp_type,
                 smtp_user) in enumerate(accounts, 1):
        branch = {
            f"mail.account.account{number}": {"server": f"server{number}", "identities": f"id{number}"},
            f"mail.identity.id{number}": {"useremail": address, "fullName": "Anna", "smtpServer": f"smtp{number}"},
            f"mail.server.server{number}": {"name": label, "type": kind, "hostname": host, "port": port,
                                            "socketType": socket_type, "authMethod": method, "userName": address},
            f"mail.smtpserver.smtp{number}": {"hostname": smtp_host, "port": smtp_port, "try_ssl": smtp_type,
                                              "authMethod": method, "username": smtp_user},
        }
        for name, values in branch.items():
            for key, value in values.items():
                text = value if isinstance(value, int) else f'"{value}"'
                lines.append(f'user_pref("{name}.{key}", {text});')
    home.write(".thunderbird/a.default/prefs.js", "\n".join(lines) + "\n")
    home.write(".thunderbird/profiles.ini", "[Profile0]\nName=default\nIsRelative=1\nPath=a.default\nDefault=1\n")


def write_msmtp(home, accounts):
    """(name, host, port, address, further lines)"""
    text = "defaults\nauth on\ntls on\n"
    for name, host, port, address, more in accounts:
        text += f"\naccount {name}\nhost {host}\nport {port}\nfrom {address}\nuser {address}\n{more}"
    home.write(".msmtprc", text)


def write_mbsync(home, accounts):
    """(name, host, port, user, SSLType)"""
    text = ""
    for name, host, port, user, tls in accounts:
        text += (f"IMAPAccount {name}\nHost {host}\nPort {port}\nUser {user}\nPassCmd \"true\"\nSSLType {tls}\n\n")
    home.write(".mbsyncrc", text)


def write_geary(home, accounts):
    """(label, address, imap host, port, security, smtp host, port, security, smtp credentials)"""
    for number, (label, address, host, port, security, smtp_host, smtp_port, smtp_security,
                 credentials) in enumerate(accounts, 1):
        home.write(f".config/geary/account_0{number}/geary.ini",
                   f"[Metadata]\nversion=1\nstatus=enabled\n\n[Account]\nlabel={label}\nprimary_email={address}\n"
                   f"sender_mailboxes=Anna <{address}>;\nservice_provider=other\n\n"
                   f"[Incoming]\nlogin={address}\nhost={host}\nport={port}\ntransport_security={security}\n"
                   "credentials=custom\n\n"
                   f"[Outgoing]\nhost={smtp_host}\nport={smtp_port}\ntransport_security={smtp_security}\n"
                   f"credentials={credentials}\n")


def write_evolution(home, name, address, host, port, security, smtp_host, smtp_port, smtp_security, method="PLAIN"):
    folder = ".config/evolution/sources"
    home.write(f"{folder}/{name}.source",
               f"[Data Source]\nDisplayName={name}\nEnabled=true\nParent=\n\n"
               f"[Mail Account]\nBackendName=imapx\nIdentityUid={name}-identity\n\n"
               f"[Authentication]\nHost={host}\nMethod={method}\nPort={port}\nUser={address}\n\n"
               f"[Security]\nMethod={security}\n")
    home.write(f"{folder}/{name}-identity.source",
               f"[Data Source]\nDisplayName={name}\nEnabled=true\nParent={name}\n\n"
               f"[Mail Submission]\nTransportUid={name}-transport\n\n[Mail Identity]\nAddress={address}\nName=Anna\n")
    home.write(f"{folder}/{name}-transport.source",
               f"[Data Source]\nDisplayName={name}\nEnabled=true\nParent={name}\n\n[Mail Transport]\nBackendName=smtp\n\n"
               f"[Authentication]\nHost={smtp_host}\nMethod={method}\nPort={smtp_port}\nUser={address}\n\n"
               f"[Security]\nMethod={smtp_security}\n")


def write_sylpheed(home, folder, imap, accounts):
    """(label, address, protocol, host, ssl, smtp host, smtp ssl, use_smtp_auth, password)"""
    text = ""
    for number, (label, address, protocol, host, ssl, smtp_host, smtp_ssl, auth, password) in enumerate(accounts, 1):
        kind = "imap" if protocol == imap else "pop"
        text += (f"[Account: {number}]\naccount_name={label}\nname=Anna\naddress={address}\nprotocol={protocol}\n"
                 f"receive_server={host}\nuser_id={address}\nssl_{kind}={ssl}\nsmtp_server={smtp_host}\n"
                 f"ssl_smtp={smtp_ssl}\nset_smtpport=1\nsmtp_port={465 if smtp_ssl == 1 else 587}\n"
                 f"use_smtp_auth={auth}\npassword={password}\n\n")
    home.write(f"{folder}/accountrc", text)


def write_balsa(home, accounts):
    """(name, address, server, Security, smtp server, smtp Security)"""
    config, private = "", ""
    for number, (name, address, server, security, smtp_server, smtp_security) in enumerate(accounts, 1):
        config += (f"[folder-{number}]\nName={name}\nServer={server}\nAuthMode=2\nSecurity={security}\n\n"
                   f"[identity-{number}]\nFullName=Anna\nAddress={address}\nSmtpServer={number}\n\n"
                   f"[smtp-server-{number}]\nServer={smtp_server}\nAuthMode=2\nSecurity={smtp_security}\n\n")
        private += f"[folder-{number}]\nUsername={address}\n\n[smtp-server-{number}]\nUsername={address}\n\n"
    home.write(".balsa/config", config)
    home.write(".balsa/config-private", private)


def write_kmail(home, accounts):
    """(identity, address, host, port, Safety, smtp host, smtp port, encryption, auth)"""
    identities, transports = "", "[General]\n"
    for number, (name, address, host, port, safety, smtp_host, smtp_port, encryption, auth) in enumerate(accounts):
        identities += f"[Identity #{number}]\nEmail Address={address}\nIdentity={name}\nName=Anna\nTransport={number}\n\n"
        transports += (f"\n[Transport {number}]\nid={number}\nname={name}\nhost={smtp_host}\nport={smtp_port}\n"
                       f"encryption={encryption}\nauth={auth}\nuser={address}\n")
        home.write(f".config/akonadi_imap_resource_{number}rc",
                   f"[network]\nImapServer={host}\nImapPort={port}\nSafety={safety}\nUserName={address}\n")
    home.write(".config/emailidentities", identities)
    home.write(".config/mailtransports", transports)


def write_goa(home, accounts):
    """(identity, imap host, UseSsl, smtp host, UseSsl, UseAuth)"""
    text = ""
    for number, (address, host, tls, smtp_host, smtp_tls, auth) in enumerate(accounts, 1):
        text += (f"[Account account_{number}]\nProvider=imap_smtp\nIdentity={address}\nPresentationIdentity={address}\n"
                 f"EmailAddress={address}\nName=Anna\nMailEnabled=true\nImapHost={host}\nImapUserName={address}\n"
                 f"ImapUseSsl={tls}\nImapUseTls=false\nSmtpHost={smtp_host}\nSmtpUserName={address}\n"
                 f"SmtpUseAuth={auth}\nSmtpUseSsl={smtp_tls}\nSmtpUseTls=false\n\n")
    home.write(".config/goa-1.0/accounts.conf", text)


def fill_sound(home):
    write_thunderbird(home, [("Anna", "anna@example.org", "imap", SOUND_IMAP, 993, 3, 3, SOUND_SMTP, 465, 3,
                              "anna@example.org")])
    write_msmtp(home, [("anna", SOUND_SMTP, 587, "anna@example.org", "passwordeval true\n")])


def fill(home, silent_port):
    write_thunderbird(home, [
        ("sound", "anna@example.org", "imap", SOUND_IMAP, 993, 3, 3, SOUND_SMTP, 465, 3, "anna@example.org"),
        ("pop3.live.com", "anna@live.com", "pop3", "pop3.live.com", 995, 3, 3, "smtp.live.com", 587, 2, "anna@live.com"),
        ("password", "anna@hotmail.com", "imap", "outlook.office365.com", 993, 3, 3, "smtp-mail.outlook.com", 587, 2,
         "anna@hotmail.com"),
        ("browser", "bert@hotmail.com", "imap", "outlook.office365.com", 993, 3, 10, "smtp-mail.outlook.com", 587, 2,
         "bert@hotmail.com"),
        ("if available", "carl@example.org", "imap", SOUND_IMAP, 143, 1, 3, SOUND_SMTP, 587, 2, "carl@example.org"),
        ("plain", "dora@example.org", "pop3", "pop.example.org", 110, 0, 3, SOUND_SMTP, 587, 2, "dora@example.org"),
        ("no sign-in", "emil@example.org", "imap", SOUND_IMAP, 993, 3, 3, SOUND_SMTP, 587, 2, ""),
        ("gmail", "anna@gmail.com", "imap", "imap.gmail.com", 993, 3, 3, "smtp.gmail.com", 465, 3, "anna@gmail.com"),
    ])
    write_msmtp(home, [
        ("sound", SOUND_SMTP, 587, "anna@example.org", "passwordeval true\n"),
        ("port25", SOUND_SMTP, 25, "finn@example.org", ""),
        ("clear", SOUND_SMTP, 465, "gina@example.org", "tls_starttls off\npassword not-a-real-password\n"),
        ("open", SOUND_SMTP, 587, "hans@example.org", "auth off\n"),
        ("unencrypted", SOUND_SMTP, 587, "ida@example.org", "tls off\n"),
    ])
    write_mbsync(home, [
        ("sound", SOUND_IMAP, 993, "anna@example.org", "IMAPS"),
        ("other-host", "imap.elsewhere.example", 993, "bert@hotmail.com", "IMAPS"),
        ("gateway", "127.0.0.1", silent_port, "jan@example.org", "None"),
    ])
    write_geary(home, [
        ("sound", "anna@example.org", SOUND_IMAP, 993, "transport", SOUND_SMTP, 465, "transport", "use-incoming"),
        ("plain both", "karl@example.org", SOUND_IMAP, 143, "none", SOUND_SMTP, 25, "none", "none"),
    ])
    write_evolution(home, "sound", "anna@example.org", SOUND_IMAP, 993, "ssl-on-alternate-port", SOUND_SMTP, 465,
                    "ssl-on-alternate-port")
    write_evolution(home, "dead", "lena@live.de", "imap.live.com", 993, "ssl-on-alternate-port", "smtp.live.com", 587,
                    "starttls-on-standard-port")
    write_evolution(home, "old-name", "mia@outlook.com", "imap-mail.outlook.com", 993, "ssl-on-alternate-port",
                    "smtp-mail.outlook.com", 587, "starttls-on-standard-port", "Outlook")
    write_sylpheed(home, ".claws-mail", 1, [
        ("sound", "anna@example.org", 1, SOUND_IMAP, 1, SOUND_SMTP, 1, 1, ""),
        ("pop.hotmail.com", "nora@hotmail.com", 0, "pop.hotmail.com", 1, "smtp.live.com", 2, 1, ""),
    ])
    write_sylpheed(home, ".sylpheed-2.0", 3, [
        ("sound", "anna@example.org", 3, SOUND_IMAP, 1, SOUND_SMTP, 1, 1, ""),
        ("clear", "otto@example.org", 3, SOUND_IMAP, 1, SOUND_SMTP, 1, 1, "not-a-real-password"),
    ])
    write_balsa(home, [
        ("anna@example.org", "anna@example.org", f"{SOUND_IMAP}:993", 1, f"{SOUND_SMTP}:465", 1),
        ("paul@example.org", "paul@example.org", f"{SOUND_IMAP}:143", 3, f"{SOUND_SMTP}:587", 2),
    ])
    write_kmail(home, [
        ("sound", "anna@example.org", SOUND_IMAP, 993, "SSL", SOUND_SMTP, 465, "SSL", "true"),
        ("port25", "rita@example.org", SOUND_IMAP, 993, "SSL", SOUND_SMTP, 25, "TLS", "true"),
    ])
    write_goa(home, [
        ("anna@example.org", SOUND_IMAP, "true", SOUND_SMTP, "true", "true"),
        ("sven@example.org", SOUND_IMAP, "false", f"{SOUND_SMTP}:465", "true", "true"),
    ])
    return {
        "claws-mail": {"sound": [], "pop.hotmail.com": ["dead-host"]},
        "sylpheed": {"sound": [], "clear": ["secret-in-clear-text"]},
        "balsa": {"anna@example.org": [], "paul@example.org": ["tls-if-available"]},
        "kmail": {"sound": [], "port25": ["port-25"]},
        "goa": {"anna@example.org": [], "sven@example.org": ["plaintext"]},
        "thunderbird": {
            "sound": [], "browser": [], "gmail": [],
            "pop3.live.com": ["dead-host"],
            "password": ["dead-method"],
            "if available": ["tls-if-available"],
            "plain": ["plaintext"],
            "no sign-in": ["outgoing-without-sign-in"],
        },
        "msmtp": {
            "sound": [],
            "port25": ["port-25"],
            "clear": ["secret-in-clear-text"],
            "open": ["outgoing-without-sign-in"],
            "unencrypted": ["plaintext"],
        },
        "mbsync": {
            "sound": [],
            "other-host": ["differs-between-clients"],
            "gateway": ["gateway-gone"],
        },
        "geary": {
            "sound": [],
            "plain both": ["outgoing-without-sign-in", "plaintext", "plaintext", "port-25"],
        },
        "evolution": {
            "sound": [],
            "dead": ["dead-host"],
            "old-name": ["old-name"],
        },
    }
