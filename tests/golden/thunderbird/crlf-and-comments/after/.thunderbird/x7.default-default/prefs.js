# mine
user_pref( "mail.accountmanager.accounts" , "account1,account2" );
/* two
lines */ user_pref("mail.account.account1.server", 'server1'); user_pref("mail.server.server1.type", "none");
// café
user_pref("x", 1);
user_pref("mail.account.lastKey", 2);
user_pref("mail.accountmanager.defaultaccount", "account2");
user_pref("mail.account.account2.server", "server2");
user_pref("mail.account.account2.identities", "id1");
user_pref("mail.account.account2.letterplate", "a1");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.server.server2.name", "alice@example.test");
user_pref("mail.server.server2.login_at_startup", true);
user_pref("mail.server.server2.check_new_mail", true);
user_pref("mail.server.server2.check_time", 10);
user_pref("mail.identity.id1.useremail", "alice@example.test");
user_pref("mail.identity.id1.fullName", "Alice Example");
user_pref("mail.server.server2.type", "imap");
user_pref("mail.server.server2.hostname", "imap.example.test");
user_pref("mail.server.server2.port", 993);
user_pref("mail.server.server2.socketType", 3);
user_pref("mail.server.server2.authMethod", 3);
user_pref("mail.server.server2.userName", "alice@example.test");
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.type", "smtp");
user_pref("mail.smtpserver.smtp1.hostname", "smtp.example.test");
user_pref("mail.smtpserver.smtp1.port", 465);
user_pref("mail.smtpserver.smtp1.try_ssl", 3);
user_pref("mail.smtpserver.smtp1.authMethod", 3);
user_pref("mail.smtpserver.smtp1.username", "alice@example.test");
