about    A redirect to another domain would carry the address there: not followed
address  jo@example.org
dns      example.org               A  203.0.113.9
dns      autodiscover.example.org  A  203.0.113.1
dns      auto.evil.test            A  203.0.113.2
listen   203.0.113.1:443  tls autodiscover.example.org
listen   203.0.113.2:443  tls auto.evil.test
page     https://autodiscover.example.org/autodiscover/autodiscover.xml 200 text/xml pox-foreign.xml
page     https://auto.evil.test/autodiscover/autodiscover.xml 200 text/xml pox.xml
only
not-asked evil.test
