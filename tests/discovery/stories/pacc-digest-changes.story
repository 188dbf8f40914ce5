about    While the document changes two digests are published
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
listen   203.0.113.1:443  tls ua-auto-config.example.org
dns      _ua-auto-config.example.org    TXT  v=UAAC1; a=sha256; d=fk+i64x6wIlznV3vxEifrWihANkggso1xrQKRSSCH4c=
dns      _ua-auto-config.example.org    TXT  v=UAAC1; a=sha256; d=jzVlUWZAJwMPULmAY+g9vq+d0LpzqXtZTiB2WM9zFUw=
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc.json
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
expect   pop3+tls://jo@example.org@pop.example.org:995 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
evidence digest in the name service
