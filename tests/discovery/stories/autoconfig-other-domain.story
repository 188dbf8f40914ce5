about    A document for another domain is refused
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.1
dns      imap.evil.test          A  203.0.113.9
listen   203.0.113.1:443  tls autoconfig.example.org,example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml other-domain.xml
page     https://example.org/.well-known/autoconfig/mail/config-v1.1.xml 200 text/xml other-domain.xml
only
