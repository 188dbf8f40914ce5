about    One redirect to another https host is followed
address  jo@example.org
dns      autoconfig.example.org   A  203.0.113.1
dns      autoconfig.hoster.test   A  203.0.113.4
dns      imap.hoster.test         A  203.0.113.5
dns      pop.hoster.test          A  203.0.113.5
dns      smtp.hoster.test         A  203.0.113.5
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.4:443  tls autoconfig.hoster.test
page     https://autoconfig.example.org/mail/config-v1.1.xml redirect https://autoconfig.hoster.test/for/example.org
page     https://autoconfig.hoster.test/for/example.org 200 text/xml hoster.xml
expect   imap+tls://jo@example.org@imap.hoster.test:993 smtp+tls://jo@example.org@smtp.hoster.test:465 autoconfig authenticated
evidence https://autoconfig.hoster.test/for/example.org
