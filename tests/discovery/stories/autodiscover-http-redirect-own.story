about    In clear the way to another host of the same domain is learnt; the address goes there by https only
address  jo@example.org
dns      autodiscover.example.org  A  203.0.113.1
dns      auto.example.org          A  203.0.113.2
dns      mail.example.org          A  203.0.113.9
listen   203.0.113.1:80   plain
listen   203.0.113.2:443  tls auto.example.org
page     http://autodiscover.example.org/autodiscover/autodiscover.xml redirect https://auto.example.org/autodiscover/autodiscover.xml
page     https://auto.example.org/autodiscover/autodiscover.xml 200 text/xml pox.xml
expect   imap+tls://jo@mail.example.org:993 smtp+starttls://jo@example.org@mail.example.org:587 autodiscover unverified
evidence https://auto.example.org/
asked    POST
