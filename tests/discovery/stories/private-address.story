about    A public name that leads to a private address is marked
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  192.168.1.10
dns      pop.example.org         A  192.168.1.10
dns      smtp.example.org        A  10.0.0.5
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig unverified
evidence private address: imap.example.org
