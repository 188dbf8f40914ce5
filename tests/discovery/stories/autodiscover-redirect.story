about    The document sends us to another host of the same domain
address  jo@example.org
dns      autodiscover.example.org  A  203.0.113.1
dns      auto.example.org          A  203.0.113.2
dns      mail.example.org          A  203.0.113.9
listen   203.0.113.1:443  tls autodiscover.example.org
listen   203.0.113.2:443  tls auto.example.org
page     https://autodiscover.example.org/autodiscover/autodiscover.xml 200 text/xml pox-redirect.xml
page     https://auto.example.org/autodiscover/autodiscover.xml 200 text/xml pox.xml
expect   imap+tls://jo@mail.example.org:993 smtp+starttls://jo@example.org@mail.example.org:587 autodiscover authenticated
evidence https://auto.example.org/
