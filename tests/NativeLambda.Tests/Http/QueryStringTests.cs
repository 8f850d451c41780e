using System.Text;
using NativeLambda.Http;

namespace NativeLambda.Tests.Http;

public sealed class QueryStringTests
{
    [Theory]
    [InlineData("", "cursor=new")]
    [InlineData("limit=2", "limit=2&cursor=new")]
    [InlineData("cursor=old", "cursor=new")]
    [InlineData("cursor=a&limit=2&cursor=b&cursor", "limit=2&cursor=new")]
    [InlineData("limit=1&limit=2&flag&e=&x=a%20b+c", "limit=1&limit=2&flag&e=&x=a%20b+c&cursor=new")]
    [InlineData("&&limit=2&", "limit=2&cursor=new")]
    [InlineData("cursors=1&xcursor=2", "cursors=1&xcursor=2&cursor=new")]
    [InlineData("a=<b>\"", "a=%3Cb%3E%22&cursor=new")]
    [InlineData("category=é😀", "category=%C3%A9%F0%9F%98%80&cursor=new")]
    public void One_parameter_is_replaced_and_the_others_are_kept(string query, string expected) =>
        QueryString.With(query, "cursor", "new").Should().Be(expected);

    [Fact]
    public void The_new_value_takes_precedence_over_a_percent_encoded_old_one()
    {
        string query = QueryString.With("%63ursor=old", "cursor", "new");

        QueryString.Last(Encoding.UTF8.GetBytes(query), "cursor").Should().Be("new");
    }
}
