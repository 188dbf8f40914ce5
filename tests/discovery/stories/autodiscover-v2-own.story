about    Version 2 says where the domain's own service is
address  jo@example.org
dns      autodiscover.example.org  A  203.0.113.1
dns      auto.example.org          A  203.0.113.2
dns      mail.example.org          A  203.0.113.9
listen   203.0.113.1:443  tls autodiscover.example.org
listen   203.0.113.2:443  tls auto.example.org
page     https://autodiscover.example.org/autodiscover/autodiscover.json?Email=jo%40example.org&Protocol=AutodiscoverV1 200 application/json v2-own.json
page     https://auto.example.org/autodiscover/autodiscover.xml 200 text/xml pox.xml
expect   imap+tls://jo@mail.example.org:993 smtp+starttls://jo@example.org@mail.example.org:587 autodiscover authenticated
