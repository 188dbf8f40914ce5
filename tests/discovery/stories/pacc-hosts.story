about    What is no host is no server, and what is no page is no link
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
listen   203.0.113.1:443  tls ua-auto-config.example.org
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc-hosts.json
expect   - smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
only
