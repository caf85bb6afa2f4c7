//! Signing in with WeCom, against a stub of what it documents.

use super::wecom::Wecom;
use super::{come_back, press, said, server_with, sign_on, visit};

#[actix_web::test]
async fn the_id_of_the_member_is_the_employee_number_and_the_token_of_the_app_is_fetched_once() {
    let wecom = Wecom::start().await;
    let server = server_with(&wecom.settings()).await;
    let _people = server.people().await;
    for (userid, name) in [("t001", "林晓雯"), ("T002", "Bo Chen"), ("t001", "林晓雯")] {
        userid.clone_into(&mut wecom.state().userid);
        let browser = server.anonymous().await;
        assert!(browser.get("/login").await.expect(200).contains("Sign in with WeCom"));
        assert_eq!(sign_on(&browser, "wecom", "/account").await.expect_redirect(), "/account");
        assert!(browser.get("/account").await.expect(200).contains(name));
    }
    assert_eq!(wecom.state().fetched, 1);
    assert_eq!(server.count("SELECT count(*) FROM identities WHERE provider = 'wecom ww1234'").await, 2);
}

#[actix_web::test]
async fn whoever_opens_the_page_inside_of_wecom_has_nothing_to_scan() {
    let wecom = Wecom::start().await;
    let server = server_with(&wecom.settings()).await;
    let browser = server.anonymous().await;
    let program = ("User-Agent", "Mozilla/5.0 (Linux; Android 14) wxwork/4.1.30 MicroMessenger/7.0.1");
    let request = actix_web::test::TestRequest::get().uri("/login/with/wecom").insert_header(program);
    let away = browser.send(request).await.expect_redirect();
    let page = "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1234&agentid=1000002&";
    assert!(away.starts_with(page) && away.ends_with("#wechat_redirect"), "{away}");
    assert!(away.contains("scope=snsapi_base") && away.contains("response_type=code"), "{away}");
}

#[actix_web::test]
async fn a_token_of_the_app_that_is_over_or_was_taken_back_is_fetched_anew() {
    let wecom = Wecom::start().await;
    let server = server_with(&wecom.settings()).await;
    let _people = server.people().await;
    "T001".clone_into(&mut wecom.state().userid);
    sign_on(&server.anonymous().await, "wecom", "/").await.expect_redirect();
    wecom.state().valid_from = 2;
    assert_eq!(sign_on(&server.anonymous().await, "wecom", "/").await.expect_redirect(), "/");
    assert_eq!(wecom.state().fetched, 2);
    server.move_clock("2 hours").await;
    assert_eq!(sign_on(&server.anonymous().await, "wecom", "/").await.expect_redirect(), "/");
    assert_eq!(wecom.state().fetched, 3);
}

#[actix_web::test]
async fn the_employee_number_may_stand_in_a_field_of_the_member() {
    let wecom = Wecom::start().await;
    let mut settings = wecom.settings();
    settings.push(("CERTAMEN_WECOM_EMPLOYEE_NUMBER", "工号".to_owned()));
    let server = server_with(&settings).await;
    let _people = server.people().await;
    "xiaowen.lin".clone_into(&mut wecom.state().userid);
    let browser = server.anonymous().await;
    assert!(said(&browser, sign_on(&browser, "wecom", "/").await).await.contains("nobody with your"));
    wecom.state().field = Some("T001".to_owned());
    sign_on(&browser, "wecom", "/").await.expect_redirect();
    assert!(browser.get("/account").await.expect(200).contains("林晓雯"));
}

#[actix_web::test]
async fn a_stranger_a_wrong_code_and_whoever_thinks_better_of_it_stay_outside() {
    let wecom = Wecom::start().await;
    let server = server_with(&wecom.settings()).await;
    let _people = server.people().await;
    let browser = server.anonymous().await;
    assert!(
        said(&browser, sign_on(&browser, "wecom", "/").await).await.contains("not as one of the company")
    );
    "T001".clone_into(&mut wecom.state().userid);
    let back = visit(&press(&browser, "wecom", "/").await).await;
    let wrong = back.replace("code=CODE", "code=OTHER");
    assert!(said(&browser, come_back(&browser, &wrong).await).await.contains("could not be verified"));
    wecom.state().cancels = true;
    assert!(said(&browser, sign_on(&browser, "wecom", "/").await).await.contains("did not finish"));
}

#[actix_web::test]
async fn the_sentences_come_in_chinese_too() {
    let wecom = Wecom::start().await;
    let server = server_with(&wecom.settings()).await;
    let mut browser = server.anonymous().await;
    browser.language = "zh-CN";
    assert!(browser.get("/login").await.expect(200).contains("用企业微信登录"));
    "T999".clone_into(&mut wecom.state().userid);
    assert!(said(&browser, sign_on(&browser, "wecom", "/").await).await.contains("没有登记您的工号"));
}
