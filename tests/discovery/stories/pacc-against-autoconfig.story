about    A document whose digest is published goes before an autoconfig document
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
listen   203.0.113.1:443  tls ua-auto-config.example.org
dns      _ua-auto-config.example.org    TXT  v=UAAC1; a=sha256; d=jzVlUWZAJwMPULmAY+g9vq+d0LpzqXtZTiB2WM9zFUw=
dns      autoconfig.example.org         A    203.0.113.4
dns      imap.hoster.test               A    203.0.113.7
dns      pop.hoster.test                A    203.0.113.7
dns      smtp.hoster.test               A    203.0.113.7
listen   203.0.113.4:443  tls autoconfig.example.org
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc.json
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
