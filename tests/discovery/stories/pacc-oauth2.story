about    Browser sign-in only, at a provider we know: found by the host
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.gmail.com                 A    198.51.100.1
dns      smtp.gmail.com                 A    198.51.100.1
listen   203.0.113.1:443  tls ua-auto-config.example.org
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc-oauth2.json
expect   imap+tls://jo@example.org@imap.gmail.com:993 smtp+tls://jo@example.org@smtp.gmail.com:465 pacc authenticated
issuer   google
