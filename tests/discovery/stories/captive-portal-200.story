about    A portal answers http with its own page and lets no https through
address  jo@example.org
dns      example.org             A  203.0.113.1
dns      autoconfig.example.org  A  203.0.113.1
dns      live.thunderbird.net    A  198.51.100.9
listen   203.0.113.1:80    plain
listen   203.0.113.1:443   self-signed portal.test
listen   198.51.100.9:443  self-signed portal.test
page     http://autoconfig.example.org/mail/config-v1.1.xml 200 text/html portal.html
error    captive-portal
