about    A document without a sending server takes SRV's
address  jo@example.org
dns      autoconfig.example.org         A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      relay.example.org              A    203.0.113.3
dns      _submissions._tcp.example.org  SRV  0 1 465 relay.example.org
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml no-outgoing.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://relay.example.org:465 autoconfig guessed
only
