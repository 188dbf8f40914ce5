about    The domain's own word goes before the data base's
address  jo@example.org
option   ispdb https://ispdb.test/v1.1/
dns      ispdb.test              A  198.51.100.9
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.hoster.test        A  203.0.113.7
dns      pop.hoster.test         A  203.0.113.7
dns      smtp.hoster.test        A  203.0.113.7
dns      imap.example.org        A  203.0.113.2
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.2
listen   198.51.100.9:443  tls ispdb.test
listen   203.0.113.1:443   tls autoconfig.example.org
page     https://ispdb.test/v1.1/example.org 200 text/xml hoster.xml
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
