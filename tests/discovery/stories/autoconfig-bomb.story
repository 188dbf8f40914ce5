about    A small gzip that grows to 64 MB is cut off; the other place has the settings
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.4
dns      imap.example.org        A  203.0.113.2
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.4:443  tls example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml bomb
page     https://example.org/.well-known/autoconfig/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
within   5000
