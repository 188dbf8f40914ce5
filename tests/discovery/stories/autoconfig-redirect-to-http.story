about    https is never followed to http
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.1
dns      down.example.org        A  203.0.113.4
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.4:80   plain
page     https://autoconfig.example.org/mail/config-v1.1.xml redirect http://down.example.org/config.xml
page     http://down.example.org/config.xml 200 text/xml good.xml
only
not-asked down.example.org
