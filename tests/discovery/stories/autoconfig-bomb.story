about    A small gzip that grows to 64 MB is cut off; the other place has the settings
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.4
dns      imap.example.org        A  203.0.113.2
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:80   plain
listen   203.0.113.4:80   plain
page     http://autoconfig.example.org/mail/config-v1.1.xml bomb
page     http://example.org/.well-known/autoconfig/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig unverified
within   5000
