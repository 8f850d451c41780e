namespace Items.Template.Tests.Rules;

public sealed class TextRulesTests
{
    private const string TableResource = "Resource: !GetAtt ItemsTable.Arn";
    private const string Resource = "ItemsRole.Policies[0].PolicyDocument.Statement[0].Resource";

    [Theory]
    [InlineData(
        TableResource,
        "Resource: !Sub arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ItemsTable}",
        Resource + ": use ${AWS::Partition} instead of aws"
    )]
    [InlineData(
        TableResource,
        "Resource: !Sub arn:${AWS::Partition}:dynamodb:eu-west-1:111122223333:table/${ItemsTable}",
        Resource
            + ": use ${AWS::Region} instead of a region\n"
            + Resource
            + ": use ${AWS::AccountId} instead of an account"
    )]
    [InlineData(
        "https://${ItemsApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/docs",
        "https://${ItemsApi}.execute-api.${AWS::Region}.amazonaws.com/docs",
        "Outputs.DocsUrl.Value: use ${AWS::URLSuffix} instead of amazonaws.com"
    )]
    [InlineData(
        "\"title\": \"Sandboxes\",",
        "\"title\": \"Sandboxes\"",
        "Dashboard.DashboardBody: is not JSON"
    )]
    [InlineData(
        "{\"requestId\":\"$context.requestId\",",
        "{\"requestId\":\"$context.requestId\"",
        "ItemsApi.AccessLogSettings.Format: is not JSON"
    )]
    public void A_text_that_fits_only_one_account_or_is_not_JSON_is_found(
        string text,
        string replacement,
        string violation
    ) => BrokenTemplate.ShouldViolate(text, replacement, violation);
}
